"""Widths of columns (*kolumnbredd*), in characters, for views that set them themselves."""

from collections.abc import Sequence

from kommunuppfoljning.tables import Table

__all__ = ["widths_of"]

_NARROWEST = 6


def widths_of(table: Table, cells: Sequence[Sequence[str]], room: int) -> list[int]:
    """The width of each column in characters: figures whole, words sharing what is left of the room.

    Parameters
    ----------
    table
        Whose columns they are.
    cells
        What is written, row by row, the headings last; spaces that a cell begins with are its indentation.
    room
        How many characters there are for all of them; where no word fits, they take more.
    """
    wanted = [max((len(row[place]) for row in cells), default=0) for place in range(len(table.columns))]
    longest = [max((_longest_word(row[place]) for row in cells), default=0) for place in range(len(table.columns))]
    for place, column in enumerate(table.columns):
        if column.kind.is_figure:  # its heading is wrapped; a figure has no spaces that break, words in its place have
            longest[place] = max(longest[place], _NARROWEST)
            wanted[place] = max(max((len(row[place]) for row in cells[:-1]), default=0), longest[place])
    while sum(wanted) > room:
        slack = [size - least for size, least in zip(wanted, longest, strict=True)]
        widest = max(range(len(wanted)), key=lambda place: (slack[place] > 0, wanted[place]))
        if slack[widest] <= 0:
            break
        wanted[widest] -= 1
    return wanted


def _longest_word(text: str) -> int:
    """With its indentation, which every line of the cell has."""
    bare = text.lstrip(" ")
    return len(text) - len(bare) + max(map(len, bare.split(" ")))
