"""The command line (*kommandoraden*): ``python -m kommunuppfoljning audit FILE``.

Exit status: 0 where nothing is as grave as ``--fail-on`` says (by default an error), 1 where something is, 2 for a file
or an option that cannot be read. What is silenced never counts.
"""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kommunuppfoljning.audits import audit
from kommunuppfoljning.errors import FollowUpError, InvalidValue
from kommunuppfoljning.findings import Finding, Share
from kommunuppfoljning.judgements import DEFAULT_RULES
from kommunuppfoljning.locale import languages, message
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import Severity, Term

FOUND, UNREADABLE = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, and say the exit status."""
    options = _options().parse_args(arguments)
    try:
        findings = _audited(options)
    except (FollowUpError, OSError) as error:
        told = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and error.strerror else str(error)
        sys.stderr.write(f"kommunuppfoljning: {told}\n")
        return UNREADABLE
    text = _json(findings, options.locale) if options.json else _readable(findings, options.locale)
    sys.stdout.buffer.write(f"{text}\n".encode())
    sys.stdout.buffer.flush()
    grave = Severity.parse(options.fail_on).rank
    return FOUND if any(one.severity.rank >= grave and one.silence is None for one in findings) else 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kommunuppfoljning", description="Follow-up reports.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("audit", help="tell what in a report does not add up")
    one.add_argument("file", type=Path, help="the report, as JSON")
    one.add_argument("--previous", type=Path, metavar="FILE", help="the report before it, as JSON")
    one.add_argument("--silences", type=Path, metavar="FILE", help="findings that are explained, as TOML")
    one.add_argument("--rules", type=Path, metavar="FILE", help="what verdicts are held against, as TOML or JSON")
    one.add_argument("--as-of", metavar="DATE", help="the day that dates are held against, such as 2024-08-31")
    one.add_argument("--locale", default="sv", choices=languages(), help="the language of the messages")
    one.add_argument("--json", action="store_true", help="for pipelines")
    severities = [severity.value for severity in Severity]
    one.add_argument("--fail-on", default="error", choices=severities, help="exit with 1 from this severity on")
    return parser


def _audited(options: argparse.Namespace) -> tuple[Finding, ...]:
    from kommunuppfoljning.io.json import read_report  # needs an extra, whose error is told as any other
    from kommunuppfoljning.io.rules import read_rules
    from kommunuppfoljning.io.silences import read_silences

    report = read_report(options.file)
    previous = read_report(options.previous) if options.previous else None
    silences = read_silences(options.silences) if options.silences else ()
    rules = read_rules(options.rules) if options.rules else DEFAULT_RULES
    return audit(report, previous=previous, as_of=_day(options.as_of), rules=rules, silences=silences)


def _day(text: str | None) -> dt.date | None:
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        raise InvalidValue(f"--as-of must be a date such as 2024-08-31, got {text!r}") from None


def _readable(findings: Sequence[Finding], locale: str) -> str:
    lines: list[str] = []
    for one in findings:
        kind = one.code if one.mismatch is None else f"{one.code}: {one.mismatch.label(locale).lower()}"
        lines += [f"{one.severity.label(locale)}: {one.text(locale)}", f"    {one.where}  [{kind}]"]
        if one.silence is not None:
            lines.append(f"    {message('audit.silenced', locale, reason=one.silence.reason)}")
    return "\n".join([*lines, _summary(findings, locale)])


def _summary(findings: Sequence[Finding], locale: str) -> str:
    if not findings:
        return message("audit.none", locale)
    counts = {
        severity: sum(one.severity is severity and one.silence is None for one in findings) for severity in Severity
    }
    return message(
        "audit.summary",
        locale,
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        infos=counts[Severity.INFO],
        silenced=sum(one.silence is not None for one in findings),
    )


def _json(findings: Sequence[Finding], locale: str) -> str:
    """The findings as a list of objects; figures as text, so that nothing rounds them."""
    listed: list[dict[str, Any]] = [
        {
            "code": one.code,
            "severity": one.severity.value,
            "where": one.where,
            "message": one.text(locale),
            "figures": {name: _plain(value) for name, value in one.values.items() if name != "gap"},
            "gap": None if one.gap is None else str(one.gap),
            "mismatch": None if one.mismatch is None else one.mismatch.value,
            "silenced": None if one.silence is None else one.silence.reason,
        }
        for one in findings
    ]
    return json.dumps(listed, ensure_ascii=False, indent=1)


def _plain(value: object) -> str:
    """What a message quotes, without a language: digits, an ISO date or period, a member's value, a fraction of one."""
    if isinstance(value, Share):
        return str(value.value)
    return str(value.value if isinstance(value, Term) else value.key if isinstance(value, Period) else value)


if __name__ == "__main__":
    sys.exit(main())
