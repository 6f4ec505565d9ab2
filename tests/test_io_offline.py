"""Reading and writing as a whole: no network ever, clear words where an extra is missing, every reader fuzzed, the notebook."""

import ast
import re
import runpy
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

import kommunuppfoljning as ku
from kommunuppfoljning import io
from tests.samples import EXAMPLES, wild

HERE = Path(__file__).parent
PACKAGE = Path(ku.__file__).parent


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("the network was asked for")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.mark.usefixtures("no_network")
def test_from_ledger_to_report_without_a_network(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(AssertionError, match="the network was asked for"):
        urllib.request.urlopen("http://127.0.0.1:9/")  # the blocking works
    runpy.run_path(str(EXAMPLES / "from_ledger_to_report.py"))
    said = capsys.readouterr().out
    assert "the same report from the workbook: True" in said
    assert "Källa: Kolada" in said
    assert "budget_tables[drift].lines[1100].period_deviation" in said
    assert "oppna-data" in said


def test_nothing_that_reaches_a_network_is_imported() -> None:
    forbidden = {"socket", "ssl", "http", "urllib", "requests", "httpx", "ftplib", "smtplib", "asyncio"}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not {name.partition(".")[0] for name in names} & forbidden, path


@pytest.mark.parametrize(
    ("module", "lacking", "extra"),
    [
        ("excel", "openpyxl", "excel"),
        ("workbooks", "openpyxl", "excel"),
        ("workbook_reading", "openpyxl", "excel"),
        ("word", "docx", "docx"),
        ("json", "cattrs", "json"),
    ],
)
def test_a_missing_extra_is_named_with_its_command(module: str, lacking: str, extra: str) -> None:
    program = (
        f"import sys; sys.modules[{lacking!r}] = None\n"
        "import kommunuppfoljning as ku\n"
        f"try:\n    import kommunuppfoljning.io.{module}\n"
        "except ku.MissingExtra as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert f"needs the extra {extra!r}: pip install 'kommunuppfoljning[{extra}]'" in done.stdout


@pytest.mark.parametrize(
    "module", ["sie_reading", "sie_tables", "kolada", "csv", "tables", "stratsys", "frictionless", "schema"]
)
def test_most_readers_need_no_extra(module: str) -> None:
    blocked = "".join(
        f"sys.modules[{name!r}] = None; " for name in ("cattrs", "msgspec", "openpyxl", "docx", "narwhals")
    )
    program = f"import sys; {blocked}import kommunuppfoljning.io.{module}"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_every_reader_has_a_fuzz_target() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_io_*.py"))
    fuzzed = "".join(re.findall(r"@given\((?:.|\n)*?(?=\n\n\n|\Z)", source))
    readers = {name for name in io.__all__ if name.startswith(("read_", "propose_"))}
    calls = {"read_report": "parse_report", "read_rules": "parse_rules", "read_silences": "parse_silences"}
    assert len(readers) >= 10
    for name in readers:
        assert f"{calls.get(name, name)}(" in fuzzed, f"{name} has no fuzz target"


def test_every_name_of_the_room_is_there() -> None:
    for name in io.__all__:
        assert getattr(io, name) is not None
        assert name in dir(io)
    with pytest.raises(AttributeError, match="no attribute 'read_pdf'"):
        wild(io).read_pdf  # noqa: B018  # the look-up is the point
