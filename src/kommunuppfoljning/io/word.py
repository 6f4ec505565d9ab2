"""Drafts in Word (*utkast i Word*): their tables as proposed budget tables, their running text as proposed claims.

A person confirms what was read; then the draft is a `Report` that can be audited before it is sent. Needs the extra
``docx``.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import attrs

from kommunuppfoljning.budgets import BudgetTable
from kommunuppfoljning.claims import Claim
from kommunuppfoljning.errors import InvalidType, InvalidValue, MissingExtra, NotFound, TooLarge, shown
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.io.archives import checked_archive, quietly
from kommunuppfoljning.io.headings import unit_around
from kommunuppfoljning.io.proposals import TableProposal
from kommunuppfoljning.io.sources import Findings, Source, name_of, opened
from kommunuppfoljning.io.tables import propose_table
from kommunuppfoljning.prose import read_claims as claims_of
from kommunuppfoljning.reports import Report
from kommunuppfoljning.terms import Severity

try:
    import docx
    from docx.table import Table as WordTable
except ImportError as _error:
    raise MissingExtra.of("docx", "reading drafts in Word") from _error

__all__ = ["ClaimReader", "Draft", "Paragraph", "read_draft"]

LARGEST = 256 * 2**20
"""The largest file that is read [bytes], unless the caller says otherwise."""
MOST_COLUMNS = 200
MOST_CELLS = 200_000
MOST_PARAGRAPHS = 100_000
WANTED = "a Word document (.docx)"

ClaimReader = Callable[[str], Iterable[Any]]
"""Reads the claims of a text: gives claims, or proposals that hold one each in `claim`."""

_LEFT = {"ins": "word-tracked", "del": "word-tracked", "txbxContent": "word-box", "sdtContent": "word-control"}
"""What stands outside the running text, and the finding that tells of it."""
_WIDE = ("gridSpan", "gridBefore", "gridAfter")


@attrs.frozen
class Paragraph:
    """A paragraph of running text (*stycke*), and the heading that it stands under."""

    number: int
    heading: str
    text: str


@attrs.frozen(kw_only=True, repr=False)
class Draft:
    """What a draft says (*utkast*), before anyone has confirmed it.

    Parameters
    ----------
    name
        Of the file.
    tables
        Those that seem to be budget tables, in order.
    claims
        Of the running text, each under its heading.
    paragraphs
        The running text.
    findings
        What was not read: other tables, tracked changes, text boxes.
    """

    name: str
    tables: tuple[TableProposal, ...] = ()
    claims: tuple[Claim, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    findings: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        return f"Draft({self.name}, {len(self.tables)} tables, {len(self.claims)} claims)"

    def confirm(
        self,
        *,
        id: str,  # noqa: A002  # the report's
        tables: Iterable[BudgetTable] = (),
        about: Mapping[str, str],
        **fields: Any,
    ) -> Report:
        """The draft as a report to audit, once a person has confirmed it (*bekräfta utkast*).

        Parameters
        ----------
        id
            The report's.
        tables
            The tables as they were confirmed: ``draft.tables[0].confirm(id=..., layout=...)``.
        about
            The id of a claim → the path in the report of what it speaks of; the others are left out.
        fields
            Other attributes of the report: `organisation`, `period` …

        Raises
        ------
        NotFound
            For the id of a claim that the draft does not have.
        """
        known = {claim.id: claim for claim in self.claims}
        for key in about:
            if key not in known:
                raise NotFound(f"no claim with the id {key!r}; there are {', '.join(known) or 'none'}")
        claims = tuple(attrs.evolve(known[key], about=path) for key, path in about.items())
        return Report(id=id, budget_tables=tuple(tables), claims=claims, **fields)


def read_draft(source: Source, *, read_claims: ClaimReader = claims_of, largest: int = LARGEST) -> Draft:
    """Read a draft in Word (*läs in utkast*).

    Parameters
    ----------
    source
        A path, the bytes of a file, or a binary file.
    read_claims
        What reads the claims of a text; by default the library's own.
    largest
        The most bytes to read.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no Word document.
    TooLarge
        For a larger file, and one that unpacks to more, or is wider, than a real one.
    OSError
        From the operating system.
    """
    name = name_of(source)
    found = Findings(name)
    counts: Counter[str] = Counter()

    def watch(part: str, tag: str, attributes: dict[str, str]) -> None:
        if part != "word/document.xml":
            return
        counts[tag] += 1
        if tag in _WIDE:
            span = next((value for key, value in attributes.items() if key.endswith("val")), "1")
            if not span.isdecimal() or len(span) > 6 or int(span) > MOST_COLUMNS:
                raise TooLarge(f"{name}: a cell of a table is {span[:20]} columns wide, more than {MOST_COLUMNS}")
        if counts["tc"] > MOST_CELLS or counts["p"] > MOST_PARAGRAPHS:
            raise TooLarge(f"{name} has more cells or paragraphs than a draft has")

    with opened(source, largest=largest) as file:
        checked_archive(file, name, WANTED, must_hold="word/document.xml", watch=watch)
        with quietly(name, WANTED):
            parts = list(_parts(docx.Document(file)))
    for code in dict.fromkeys(_LEFT.values()):
        count = sum(counts[tag] for tag, other in _LEFT.items() if other == code)
        if count:
            found.add(code, Severity.WARNING, count=count)
    paragraphs = tuple(part for part in parts if isinstance(part, Paragraph))
    claims = tuple(claim for one in paragraphs for claim in _claims(one, read_claims))
    tables = tuple(_tables(parts, name, found))
    return Draft(name=name, tables=tables, claims=claims, paragraphs=paragraphs, findings=found.told())


def _parts(document: Any) -> Iterator[Paragraph | list[list[str | None]]]:
    """The paragraphs and the tables of a document, in order."""
    heading = ""
    for number, part in enumerate(document.iter_inner_content(), start=1):
        if isinstance(part, WordTable):
            yield [[cell.text.strip() or None for cell in row.cells] for row in part.rows]
            continue
        text = " ".join(part.text.split())
        style = part.style.name if part.style is not None and part.style.name else ""
        if style.casefold().startswith(("heading", "rubrik", "title")):
            heading = text
        elif text:
            yield Paragraph(number, heading, text)


def _tables(parts: list[Paragraph | list[list[str | None]]], name: str, found: Findings) -> Iterator[TableProposal]:
    """The tables that seem to be of a budget, each with the paragraph before it as what says its unit."""
    number, before = 0, None
    for part in parts:
        if isinstance(part, Paragraph):
            before = part
            continue
        number += 1
        place = f"table {number}"
        title = before.text if before is not None and len(before.text) <= 120 else before.heading if before else ""
        try:
            proposal = propose_table(part, name=f"{name}:{place}", title=title)
        except InvalidValue:
            found.add("word-no-table", Severity.INFO, place, number=number)
            continue
        unit = proposal.unit or (unit_around([before.text, before.heading]) if before is not None else None)
        yield attrs.evolve(proposal, unit=unit)


def _claims(paragraph: Paragraph, reader: ClaimReader) -> Iterator[Claim]:
    """The claims of a paragraph, with ids of the draft and the heading that they stand under."""
    for number, found in enumerate(reader(paragraph.text), start=1):
        claim = getattr(found, "claim", found)
        if not isinstance(claim, Claim):
            raise InvalidType(f"read_claims must give claims, or proposals that hold one each, got {shown(found)}")
        yield attrs.evolve(claim, id=f"p{paragraph.number}-{number}", where=claim.where or paragraph.heading)
