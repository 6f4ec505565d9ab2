"""The command line: what it prints, and the status that it exits with."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kommunuppfoljning.__main__ import main
from kommunuppfoljning.io import write_report
from kommunuppfoljning.reports import Report
from tests import samples

REPORT = str(samples.NORRTALJE)


def test_it_reads_for_people(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["audit", REPORT]) == 1
    told = capfdbinary.readouterr().out.decode()
    assert "Texten säger ”-303 tkr”" in told
    assert told.rstrip().endswith("9 fel, 41 varningar, 33 upplysningar; 0 kvitterade")


def test_it_reads_for_pipelines(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["audit", REPORT, "--json", "--locale", "en"]) == 1
    listed = json.loads(capfdbinary.readouterr().out)
    assert set(listed[0]) == {"code", "severity", "where", "message", "figures", "gap", "mismatch", "silenced"}
    assert listed[0]["severity"] == "error"
    assert any("The text says" in one["message"] for one in listed)
    by_code = {one["code"]: one["figures"] for one in listed}
    assert by_code["goal-trend"]["printed"] == "unchanged"
    assert by_code["investment-share"]["printed"] == "0.17"
    assert by_code["claim-period"]["actual"] == "2024-08-01/2024-08-31"


def test_the_status_is_that_of_the_gravest(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "r.json"
    write_report(Report(id="r"), path)
    assert main(["audit", str(path), "--fail-on", "info"]) == 0
    assert capfdbinary.readouterr().out.decode() == "Inga iakttagelser\n"
    codes = {one["code"] for one in _found(capfdbinary, "--fail-on", "error") if one["severity"] == "error"}
    silences = tmp_path / "known.toml"
    silences.write_text("".join(f'[[silence]]\ncode = "{code}"\nreason = "känd"\n' for code in codes), encoding="utf-8")
    assert main(["audit", REPORT, "--silences", str(silences)]) == 0
    assert "Kvitterad: känd" in capfdbinary.readouterr().out.decode()
    assert main(["audit", REPORT, "--silences", str(silences), "--fail-on", "warning"]) == 1


def _found(capfdbinary: pytest.CaptureFixture[bytes], *options: str) -> list[dict[str, str]]:
    main(["audit", REPORT, "--json", *options])
    listed: list[dict[str, str]] = json.loads(capfdbinary.readouterr().out)
    return listed


def test_the_report_before_and_the_day(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    july = str(samples.EXAMPLES / "norrtalje_2024_07.json")
    later = {one["code"] for one in _found(capfdbinary, "--previous", july, "--as-of", "2024-12-31")}
    assert "on-plan-but-passed" in later


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["audit", "nowhere.json"], "nowhere.json: No such file"),
        (["audit", str(Path(__file__))], "is not JSON"),
        (["audit", REPORT, "--as-of", "igår"], "--as-of must be a date"),
        (["audit", REPORT, "--silences", REPORT], "is not TOML"),
    ],
)
def test_what_cannot_be_read_says_so(
    arguments: list[str], wanted: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(arguments) == 2
    told = capfdbinary.readouterr()
    assert wanted in told.err.decode()
    assert told.out == b""


def test_it_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kommunuppfoljning", "audit", REPORT],
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert done.stderr == ""
