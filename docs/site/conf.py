"""How Sphinx builds the site. Nothing is fetched: no script, font or inventory from elsewhere."""

import re
from typing import Any

from kommunuppfoljning import __version__

project = "kommunuppfoljning"
author = "The kommunuppfoljning developers"
project_copyright = author
version = release = __version__
extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "myst_nb"]
html_theme = "furo"
html_title = "kommunuppfoljning"
html_show_sourcelink = False
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
language = "en"
default_role = "py:obj"
add_module_names = False
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_use_rtype = False
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True
suppress_warnings = ["mystnb.unknown_mime_type"]


def _sizes(_app: Any, _what: str, _name: str, _thing: Any, _options: Any, lines: list[str]) -> None:
    """A size between bars, as docstrings write it, is no substitution."""
    for at, line in enumerate(lines):
        if not line.lstrip().startswith((">>>", "...")):
            lines[at] = re.sub(r"(?<![`|\\])\|([^|`\s][^|`]*)\|", r"\\|\1\\|", line)


def setup(app: Any) -> None:
    """Connect what is ours."""
    app.connect("autodoc-process-docstring", _sizes)
