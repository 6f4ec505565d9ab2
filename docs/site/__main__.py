"""Build the site: ``make docs``. Assembles its sources in ``build/site``, runs Sphinx, and checks every link.

Options are Sphinx's: ``python docs/site -D nb_execution_mode=off`` leaves the notebooks unrun.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import accessible
import architecture
import links
import notebooks
import reference

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SOURCE = ROOT / "build" / "site"
HTML = ROOT / "build" / "docs"
ROOT_PAGES = {"CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md", "SECURITY.md": "security.md"}
NAV = (
    ("Start", ("why", "tutorial", "sv/index")),
    (
        "How to",
        (
            "howto/*",
            "judgement",
            "money",
            "people",
            "audit",
            "views",
            "large-data",
            "files",
            "testing",
        ),
    ),
    ("Notebooks", ("notebooks/*/*",)),
    ("Explanation", ("explanation", "pitfalls", "laws", "threats", "design", "architecture", "decisions/*")),
    ("Reference", ("reference/names", "reference/*", "definitions", "checks", "glossary", "report-coverage")),
    ("Project", ("benchmarks", "stability", "changelog", "contributing", "contributing/*", "security")),
)
"""What the menu holds, in order; a page that no pattern names comes last, under More."""
BLANK = re.compile(r"\n\n(?=```$)", re.MULTILINE)
"""The line that ends an example for the tests, and is nothing to readers."""
LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]{1,200})\]\((?P<target>[^)\s#]+)(?P<anchor>#[^)\s]*)?\)")


def assemble() -> None:
    """Every page where the site has it, links between them mended."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    SOURCE.mkdir(parents=True)
    pages = {ROOT / name: new for name, new in ROOT_PAGES.items() if (ROOT / name).exists()}
    pages |= {
        path: path.relative_to(DOCS).as_posix() for path in sorted(DOCS.rglob("*.md")) if "site" not in path.parts
    }
    for script in notebooks.scripts(ROOT / "examples"):
        for lang in notebooks.languages(script):
            place = SOURCE / "notebooks" / lang / f"{script.stem}.ipynb"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(notebooks.notebook(script, lang), encoding="utf-8")
    for path, new in pages.items():
        text = BLANK.sub("\n", path.read_text("utf-8"))
        text = LINK.sub(lambda found, path=path, new=new: mended(found, path, new, pages), text)
        place = SOURCE / new
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    for picture in sorted(path for path in DOCS.rglob("*") if path.suffix in (".png", ".svg")):
        place = SOURCE / picture.relative_to(DOCS)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(picture, place)
    reference.write(SOURCE)
    architecture.write(SOURCE)
    static = SOURCE / "_static"
    static.mkdir()
    shutil.copy(Path(__file__).with_name("site.css"), static)
    shutil.copy(Path(__file__).with_name("conf.py"), SOURCE)
    index = SOURCE / "index.md"
    index.write_text(index.read_text("utf-8") + "\n" + menu(), encoding="utf-8")


def mended(found: re.Match[str], path: Path, new: str, pages: dict[Path, str]) -> str:
    """A link as it leads from the new place of its page; what is no page is copied beside."""
    target = found["target"]
    if "://" in target or target.startswith("mailto:"):
        return found[0]
    wanted = (path.parent / target).resolve()
    if wanted in pages:
        there = pages[wanted]
    elif wanted.parent == ROOT / "examples" and (SOURCE / "notebooks" / "en" / f"{wanted.stem}.ipynb").exists():
        there = f"notebooks/en/{wanted.stem}.ipynb"
    elif wanted.is_file():
        there = wanted.relative_to(ROOT).as_posix()
        copy = SOURCE / "files" / there
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(wanted, copy)
        there = f"files/{there}"
    else:
        return found[0]  # to a page that is made here; Sphinx tells where there is none
    relative = os.path.relpath(SOURCE / there, (SOURCE / new).parent)
    return f"[{found['text']}]({relative}{found['anchor'] or ''})"


def menu() -> str:
    """The menu, of the pages that there are."""
    groups = [path.stem for path in (SOURCE / "reference").glob("*.md") if "toctree" in path.read_text("utf-8")]
    skipped = {f"reference/{path.stem}" for path in (SOURCE / "reference").glob("*.md")} - {
        f"reference/{name}" for name in (*groups, "names")
    }
    every = {
        path.relative_to(SOURCE).with_suffix("").as_posix()
        for path in SOURCE.rglob("*")
        if path.suffix in (".md", ".ipynb")
    }
    left = sorted(name for name in every - skipped - {"index"} if not name.startswith("files/examples"))
    text = []
    for caption, patterns in (*NAV, ("More", ("**",))):
        found = []
        for pattern in patterns:
            fitting = [
                name
                for name in left
                if pattern == "**" or (Path(name).match(pattern) and name.count("/") == pattern.count("/"))
            ]
            found += fitting
            left = [name for name in left if name not in fitting]
        if found:
            text += ["```{toctree}", ":hidden:", f":caption: {caption}", "", *found, "```", ""]
    return "\n".join(text)


def main() -> int:
    """Build, and say how it went."""
    began = time.monotonic()
    for script in sorted(DOCS.glob("*.py")):
        subprocess.run([sys.executable, str(script)], cwd=ROOT, check=True)
    assemble()
    from sphinx.cmd.build import main as sphinx

    shutil.rmtree(HTML, ignore_errors=True)
    code = sphinx(
        [
            "-q",
            "-W",
            "--keep-going",
            "-j",
            "2",
            "-b",
            "html",
            "-d",
            str(SOURCE / ".doctrees"),
            *sys.argv[1:],
            str(SOURCE),
            str(HTML),
        ]
    )
    faults = [*accessible.mend(HTML), *links.faults(HTML)] if code == 0 else []
    for fault in faults:
        print(fault)
    pages = len(list(HTML.rglob("*.html")))
    print(f"{HTML.relative_to(ROOT)}/index.html: {pages} pages in {time.monotonic() - began:.0f} s")
    return code or (1 if faults else 0)


if __name__ == "__main__":
    sys.exit(main())
