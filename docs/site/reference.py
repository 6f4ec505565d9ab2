"""The reference: a page for each module that a user meets, by room, made from the docstrings; and every public name."""

import importlib
import inspect
import pkgutil
import re
import tomllib
from enum import Enum
from pathlib import Path
from typing import Any

import kommunuppfoljning as ku

ROOT = Path(__file__).parents[2]
PACKAGE = "kommunuppfoljning"
PRIVATE = ("arithmetic",)
"""Rooms that only the library itself uses."""
ROOMS = (
    ("Formulas", "formulas", ("formulas",)),
    ("Edges: files, frames, views, tests", "edges", ()),
    ("The whole report", "whole-report", ()),
    ("Chapters and rules", "chapters", ()),
    ("Vocabulary", "vocabulary", ()),
)


def layers() -> list[list[str]]:
    """The rooms from the top, as the checks hold them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = project["tool"]["importlinter"]["contracts"]
    return [[name.strip() for name in layer.split("|")] for layer in contract["layers"]]


def modules() -> list[str]:
    """Every module that says what is public in it, without the package's name."""
    found = []
    for module in pkgutil.walk_packages(ku.__path__, f"{PACKAGE}."):
        own = module.name.removeprefix(f"{PACKAGE}.")
        if own.partition(".")[0] in PRIVATE or own.endswith("__main__"):
            continue
        try:
            loaded = importlib.import_module(module.name)
        except ImportError:  # an extra that is not installed: what needs it has no page
            continue
        if getattr(loaded, "__all__", None):
            found.append(own)
    return found


def group_of(module: str, order: list[str]) -> str:
    """Which part of the reference a module belongs to, by where its room stands."""
    room = module.partition(".")[0]
    at = {name: place for place, name in enumerate(order)}
    if room == "formulas":
        return "formulas"
    if at[room] < at["outlines"]:
        return "edges"
    if at[room] <= at["reports"]:
        return "whole-report"
    return "chapters" if at[room] < at["formulas"] else "vocabulary"


def summary(thing: Any) -> str:
    """The first line of a docstring."""
    return (inspect.getdoc(thing) or "").partition("\n")[0]


def swedish(thing: Any) -> str:
    """The Swedish term that a docstring's first line gives."""
    found = re.search(r"\(\*([^*]+)\*", summary(thing)) or re.search(r"\(\*([^*]+)\*", inspect.getdoc(thing) or "")
    return found[1] if found else ""


def home(name: str) -> str:
    """Where a public name is documented."""
    return f"{PACKAGE}.{ku._HOME_OF[name]}.{name}"  # noqa: SLF001  # its own table


def page(module: str) -> str:
    """The page of a module."""
    loaded = importlib.import_module(f"{PACKAGE}.{module}")
    lines = [f"# {module}", "", "```{eval-rst}", f".. automodule:: {PACKAGE}.{module}", "   :no-members:", "```", ""]
    elsewhere = []
    for name in loaded.__all__:
        thing = getattr(loaded, name, None)
        own = getattr(thing, "__module__", loaded.__name__)
        if own != loaded.__name__ and (inspect.isclass(thing) or callable(thing)):
            elsewhere.append(f"`{own}.{getattr(thing, '__qualname__', name)}`")
            continue
        full = f"{PACKAGE}.{module}.{name}"
        lines += ["```{eval-rst}", *directive(full, thing), "```", ""]
    if elsewhere:
        lines += ["```{eval-rst}", "Also here: " + ", ".join(elsewhere) + ".", "```", ""]
    return "\n".join(lines)


def directive(full: str, thing: Any) -> list[str]:
    """How Sphinx documents a thing."""
    if inspect.isclass(thing):
        options = ["   :members:", "   :show-inheritance:"]
        if issubclass(thing, Enum):
            options.append("   :undoc-members:")
        return [f".. autoclass:: {full}", *options]
    if callable(thing):
        return [f".. autofunction:: {full}"]
    return [f".. autodata:: {full}", "   :no-value:"]


def names_page() -> str:
    """Every public name with its Swedish term, both ways."""
    rows = [(name, swedish(getattr(ku, name))) for name in sorted(ku.__all__, key=str.casefold) if name in ku._HOME_OF]  # noqa: SLF001
    there = [f"| {{py:obj}}`{name} <{home(name)}>` | {term} |" for name, term in rows]
    back = [
        f"| {term} | {{py:obj}}`{name} <{home(name)}>` |"
        for term, name in sorted((term.casefold(), name) for name, term in rows if term)
    ]
    return "\n".join(
        [
            "# Public names",
            "",
            "Every name of `kommunuppfoljning`, with the Swedish term that it stands for.",
            "",
            "## English to Swedish",
            "",
            "| name | svenska |",
            "| --- | --- |",
            *there,
            "",
            "## Svenska till engelska",
            "",
            "| svenska | namn |",
            "| --- | --- |",
            *back,
            "",
        ]
    )


def glossary(text: str) -> str:
    """The glossary with the public names of its terms beside them, linked."""
    named: dict[str, list[str]] = {}
    for name in sorted(ku._HOME_OF):  # noqa: SLF001
        named.setdefault(name.replace("_", "").casefold(), []).append(f"{{py:obj}}`{name} <{home(name)}>`")

    def linked(part: str, column: int) -> str:
        rows = [line.split("|") for line in part.splitlines()]
        for cells in rows:
            if len(cells) == 4:
                term = re.sub(r"\(.*?\)|[^a-z]", "", cells[column].casefold())
                cells[column] = f" {' '.join([cells[column].strip(), *named.get(term, ())])} "
        return "\n".join(map("|".join, rows))

    there, mark, back = text.partition("\n## Svenska till engelska\n")
    intro, heading, table = there.partition("## English to Swedish")
    every = "Every public name with its term, whether it is here or not: [public names](reference/names.md).\n\n"
    return f"{intro}{every}{heading}{linked(table, 1)}\n{mark}{linked(back, 2)}\n"


def definitions_page() -> str:
    """Every formula with its equation and its source, from their docstrings."""
    from kommunuppfoljning.arithmetic import FORMULAS

    lines = [
        "# Definitions",
        "",
        "Every formula, with its equation and where it is from; the name leads to the whole.",
        "",
    ]
    lines += ["| formula | term | equation | source |", "| --- | --- | --- | --- |"]
    modules()  # loads every formula
    for name in sorted(set(FORMULAS) & set(ku.__all__)):
        thing = getattr(ku, name)
        text = inspect.getdoc(thing) or ""
        equation = section(text, "Notes").replace("``", "`").replace("|", "\\|")
        link = f"{{py:obj}}`{name} <{home(name)}>`"
        lines.append(f"| {link} | {swedish(thing)} | {equation} | {section(text, 'References')} |")
    return "\n".join([*lines, ""])


def section(text: str, heading: str) -> str:
    """What a docstring says under a heading, on one line."""
    found = re.search(rf"^{heading}\n-+\n(.*?)(?=^\w[^\n]*\n-+\n|\Z)", text, re.MULTILINE | re.DOTALL)
    told = re.sub(r"\s+", " ", found[1]).strip() if found else ""
    return re.sub(r"`([A-Za-z_]\w*)`(?!`)", r"*\1*", told) if heading == "References" else told


def write(source: Path) -> None:
    """Write every page of the reference."""
    place = source / "reference"
    place.mkdir()
    order = [name for layer in layers() for name in layer]
    listed: dict[str, list[str]] = {key: [] for _, key, _ in ROOMS}
    for module in modules():
        (place / f"{module}.md").write_text(page(module), encoding="utf-8")
        listed[group_of(module, order)].append(module)
    for title, key, _ in ROOMS:
        rows = [
            f"- [`{module}`]({module}.md): {summary(importlib.import_module(f'{PACKAGE}.{module}'))}".replace("``", "`")
            for module in listed[key]
        ]
        tree = ["```{toctree}", ":hidden:", *listed[key], "```"]
        text = "\n".join([f"# {title}", "", *rows, "", *tree, ""])
        (place / f"{key}.md").write_text(text, encoding="utf-8")
    words = source / "glossary.md"
    words.write_text(glossary(words.read_text(encoding="utf-8")), encoding="utf-8")
    (source / "definitions.md").write_text(definitions_page(), encoding="utf-8")
    (place / "names.md").write_text(names_page(), encoding="utf-8")
