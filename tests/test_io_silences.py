"""Silences from TOML: what is read, and what each fault is told as."""

import contextlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning.io.silences import parse_silences, read_silences
from tests.samples import wild


def test_a_file_of_silences(tmp_path: Path) -> None:
    path = tmp_path / "known.toml"
    path.write_text(
        '[[silence]]\ncode = "trend"\nreason = "ny mätning"\ndate = 2024-10-01\nauthor = "ekonomi"\n', "utf-8"
    )
    assert read_silences(path) == (
        ku.Silence(code="trend", reason="ny mätning", date=date(2024, 10, 1), author="ekonomi"),
    )
    assert parse_silences("") == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[[silence", "is not TOML"),
        ('[[silence]]\ncode = "trend"', "silence 1 has no reason"),
        ('[[silence]]\ncode = "trend"\nreason = ""', "reason must not be empty"),
        ('[[silence]]\ncode = "trend"\nreason = "x"\nplace = "y"', "unknown key 'place'"),
        ('[[silence]]\ncode = 5\nreason = "x"', "code must be text"),
        ("[other]", "nothing else"),
        ("silence = 5", "nothing else"),
        ("silence = [5]", "must be a table"),
    ],
)
def test_faults_are_told(text: str, wanted: str) -> None:
    with pytest.raises(ku.InvalidValue, match=wanted):
        parse_silences(text)


def test_files_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "known.toml"
    path.write_bytes(b"\xff")
    with pytest.raises(ku.InvalidValue, match="UTF-8"):
        read_silences(path)
    path.write_bytes(b"#" * (2**20 + 1))
    with pytest.raises(ku.TooLarge):
        read_silences(path)
    with pytest.raises(ku.InvalidType):
        wild(read_silences)(5)


@given(text=st.text(max_size=200) | st.text("[]kvittering=\"\n'#.{}", max_size=80))
def test_any_text_is_silences_or_an_error_of_ours(text: str) -> None:
    with contextlib.suppress(ku.FollowUpError):
        assert isinstance(parse_silences(text), tuple)
