"""The picture of the rooms, drawn from the code: the layers of the checks, and who really imports whom."""

from itertools import cycle
from pathlib import Path

import grimp
from reference import PACKAGE, layers

WIDTH, ROW, TOP, GAP, EDGE = 1040, 62, 20, 10, 20
TOLD = "The rooms of the library, from the edges above to the errors below; lines show imports"
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1b1b1b; text-anchor: middle; }
rect { fill: #ffffff; stroke: #33546d; rx: 5; }
line { stroke: #6b7f8e; stroke-width: 1; opacity: .45; }
.band { fill: #eef3f6; stroke: none; }
.paper { fill: #fbfcfd; stroke: none; rx: 0; }
"""


def imports(rooms: set[str]) -> set[tuple[str, str]]:
    """Which room imports which, directly."""
    graph = grimp.build_graph(PACKAGE)
    found = set()
    for module in graph.modules:
        for other in graph.find_modules_directly_imported_by(module):
            here, there = (name.split(".")[1] if "." in name else "" for name in (module, other))
            if here != there and here in rooms and there in rooms:
                found.add((here, there))
    return found


def reduced(edges: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The arrows that no chain of others says already."""
    below: dict[str, set[str]] = {}
    for here, there in edges:
        below.setdefault(here, set()).add(there)

    def reach(start: str, seen: set[str]) -> set[str]:
        for step in below.get(start, ()):
            if step not in seen:
                seen.add(step)
                reach(step, seen)
        return seen

    return {
        (here, there)
        for here, there in edges
        if not any(there in reach(step, set()) for step in below[here] if step != there)
    }


def svg() -> str:
    """The picture."""
    rows = layers()
    place: dict[str, tuple[float, float]] = {}
    shapes = []
    y = TOP
    asides = cycle((0.5, 0.26, 0.74, 0.38, 0.62))  # one room in a band stands aside, so that lines go past the others
    for row in rows:
        lanes = [row[at : at + 6] for at in range(0, len(row), 6)]
        height = len(lanes) * 40 + 8
        shapes.append(f'<rect class="band" x="{EDGE}" y="{y}" width="{WIDTH - 2 * EDGE}" height="{height}"/>')
        for lane, names in enumerate(lanes):
            each = (WIDTH - 2 * EDGE - GAP) / len(names)
            width = min(each - GAP, 190)
            for at, name in enumerate(names):
                x = EDGE + GAP + at * each + (each - GAP) * (next(asides) if len(row) == 1 else 0.5)
                place[name] = (x, y + 8 + lane * 40 + 16)
                left, up = x - width / 2, y + 8 + lane * 40
                shapes.append(f'<rect x="{left:.0f}" y="{up}" width="{width:.0f}" height="32"/>')
                shapes.append(f'<text x="{x:.0f}" y="{up + 21}">{name}</text>')
        y += height + GAP
    lines = [
        f'<line x1="{place[here][0]:.0f}" y1="{place[here][1] + 16:.0f}" '
        f'x2="{place[there][0]:.0f}" y2="{place[there][1] - 16:.0f}"/>'
        for here, there in sorted(reduced(imports(set(place))))
        if place[here][1] < place[there][1]
    ]
    bands = [shape for shape in shapes if "band" in shape]
    boxes = [shape for shape in shapes if "band" not in shape]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + TOP}" role="img" aria-label="{TOLD}">',
            f"<style>{STYLE}</style>",
            f'<rect class="paper" x="0" y="0" width="{WIDTH}" height="{y + TOP}"/>',
            *bands,
            *lines,
            *boxes,
            "</svg>",
            "",
        ]
    )


def write(source: Path) -> None:
    """Write the picture where the pages find it."""
    (source / "rooms.svg").write_text(svg(), encoding="utf-8")
