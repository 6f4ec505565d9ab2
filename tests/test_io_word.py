"""Drafts in Word: tables and claims proposed, confirmed by a person, audited; hostile documents refused."""

import contextlib
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import Claim, Layout, Unit
from kommunuppfoljning.io import read_draft, word
from tests.samples import wild


def amounts(text: str) -> list[Claim]:
    """The simplest of readers: amounts in mnkr."""
    found = enumerate(re.finditer(r"([0-9]+(?:,[0-9]+)?) mnkr", text), start=1)
    return [
        Claim(id=str(number), value=ku.Rounded(match[1]).value, digits=1, unit="mnkr", text=match[0])
        for number, match in found
    ]


def document() -> Any:
    draft = docx.Document()
    draft.add_heading("Ekonomi", level=1)
    draft.add_paragraph("Kontoret redovisar ett överskott om 5,6 mnkr och väntar 9,9 mnkr på helåret.")
    draft.add_paragraph("Driftredovisning, tkr")
    rows = [
        ["Enhet", "Budget jan-aug 2024", "Utfall jan-aug 2024", "Avvikelse"],
        ["IT", "−30 066", "−24 447", "5 619"],
        ["Summa", "−30 066", "−24 447", "5 619"],
    ]
    table = draft.add_table(rows=len(rows), cols=4)
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(place, column).text = text
    other = draft.add_table(rows=1, cols=1)
    other.cell(0, 0).text = "Kontaktperson"
    return draft


def saved(draft: Any) -> bytes:
    file = io.BytesIO()
    draft.save(file)
    return file.getvalue()


DRAFT = saved(document())


def test_a_draft_becomes_a_report_that_is_audited(tmp_path: Path) -> None:
    path = tmp_path / "utkast.docx"
    path.write_bytes(DRAFT)
    draft = read_draft(path, read_claims=amounts)
    assert repr(draft) == "Draft(utkast.docx, 1 tables, 2 claims)"
    assert [(found.code, found.where) for found in draft.findings] == [("word-no-table", "utkast.docx:table 2")]
    assert [(claim.id, claim.where, claim.text) for claim in draft.claims] == [
        ("p2-1", "Ekonomi", "5,6 mnkr"),
        ("p2-2", "Ekonomi", "9,9 mnkr"),
    ]
    (proposal,) = draft.tables
    assert (proposal.unit, proposal.title, proposal.findings) == (Unit.TKR, "Driftredovisning, tkr", ())
    table = proposal.confirm(id="drift", layout=Layout.SIGNED)
    path_of_total = "budget_tables[drift].total.period_deviation"
    report = draft.confirm(id="u", tables=[table], about={"p2-1": path_of_total}, organisation="Kontoret")
    assert ku.audit(report) == ()
    wrong = draft.confirm(id="u", tables=[table], about={"p2-2": path_of_total})
    assert ku.audit(wrong)
    with pytest.raises(ku.NotFound, match="no claim with the id 'p9-9'; there are p2-1, p2-2"):
        draft.confirm(id="u", about={"p9-9": path_of_total})


def test_any_reader_of_claims_will_do() -> None:
    class Proposal:
        def __init__(self, claim: Claim) -> None:
            self.claim = claim

    draft = read_draft(DRAFT, read_claims=lambda text: [Proposal(claim) for claim in amounts(text)])
    assert len(draft.claims) == 2
    with pytest.raises(ku.InvalidType, match="must give claims"):
        read_draft(DRAFT, read_claims=lambda _: [5])
    assert [claim.text for claim in read_draft(DRAFT).claims] == ["5,6 mnkr", "9,9 mnkr"]


def test_what_is_not_read_is_said() -> None:
    draft = document()
    paragraph = draft.add_paragraph("text")._p
    for tag in ("w:ins", "w:del"):
        paragraph.append(paragraph.makeelement(qn(tag)))
    codes = {found.code: found.values.get("count") for found in read_draft(saved(draft), read_claims=amounts).findings}
    assert codes["word-tracked"] == 2


def repacked(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(DRAFT)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            name = part.filename.removesuffix(".xml").replace("/", "__")
            new.writestr(part.filename, parts.get(name, old.read(part)))
    return file.getvalue()


TEXT = zipfile.ZipFile(io.BytesIO(DRAFT)).read("word/document.xml")
WIDE = TEXT.replace(b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="1000000"/>', 1)
ENTITIES = TEXT.replace(b"<w:document", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document', 1)


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (b"", ku.InvalidValue, "is not a Word document"),
        (b"{\\rtf1 text}", ku.InvalidValue, "is not a Word document"),
        (DRAFT[:-100], ku.InvalidValue, "damaged or cut off"),
        (repacked(word__document=WIDE), ku.TooLarge, "columns wide, more than 200"),
        (repacked(word__document=ENTITIES), ku.InvalidValue, "declares a document type"),
        (repacked(word__document=TEXT[:-20]), ku.InvalidValue, "is not whole XML"),
        (repacked(word__document=b"<a/>"), ku.InvalidValue, "is damaged"),
        (repacked(word__document=b"<w:p xmlns:w='w'>" * 500), ku.TooLarge, "nested or long"),
    ],
    ids=["empty", "rtf", "cut", "wide", "entities", "broken", "other", "deep"],
)
def test_hostile_documents_get_a_clear_error(content: bytes, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        read_draft(content)


def test_a_workbook_is_no_draft_and_long_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import openpyxl

    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    with pytest.raises(ku.InvalidValue, match=r"without word/document.xml; expected a Word document"):
        read_draft(file.getvalue())
    monkeypatch.setattr(word, "MOST_CELLS", 3)
    with pytest.raises(ku.TooLarge, match="more cells or paragraphs"):
        read_draft(DRAFT)
    with pytest.raises(ku.InvalidType):
        wild(read_draft)(5)


@given(content=st.binary(max_size=60), place=st.integers(0, len(DRAFT)))
def test_nothing_but_the_librarys_own_error_comes_out(content: bytes, place: int) -> None:
    for hostile in (content, DRAFT[:place] + content, DRAFT[:place] + content + DRAFT[place + len(content) :]):
        with contextlib.suppress(ku.FollowUpError):
            read_draft(hostile)


@given(
    place=st.integers(0, len(TEXT)),
    content=st.sampled_from([b"<w:tbl/>", b"<w:tc/>", b"</w:tr>", b"&#0;", b"<w:p/>", b"x"]),
)
def test_documents_with_a_part_changed(place: int, content: bytes) -> None:
    with contextlib.suppress(ku.FollowUpError):
        read_draft(repacked(word__document=TEXT[:place] + content + TEXT[place:]))
