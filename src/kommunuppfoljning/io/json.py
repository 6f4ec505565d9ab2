"""Reports as JSON (*rapporter som JSON*): lossless both ways, and every fault of a file told at once.

The keys of a file are the stored attributes of `Report`, those of each object the stored attributes of its model. A
whole number is a JSON number and a `Decimal` a text of its digits, so that ``"7.0"`` keeps its decimal; a period is an
object with `start` and `end`, and as a key its ISO 8601 interval. Any member parses from the words of reports.
"""

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar, cast

from kommunuppfoljning.errors import FollowUpError, InvalidType, InvalidValue, TooLarge, expect, shown
from kommunuppfoljning.io.conversion import BaseValidationError, converter, exact, faults_of
from kommunuppfoljning.io.stored import SCHEMA_VERSION, migrated, refuse_halves
from kommunuppfoljning.models import Model
from kommunuppfoljning.reports import Report

__all__ = ["SCHEMA_VERSION", "parse_report", "read_report", "report_data", "report_text", "write_report"]

LARGEST = 64 * 2**20
"""The largest file that is read [bytes], unless the caller says otherwise."""
MOST_FAULTS = 50

Source = str | os.PathLike[str]
M = TypeVar("M", bound=Model)


def read_report(path: Source, *, largest: int = LARGEST) -> Report:
    """Read a report from a JSON file (*läs in rapport*).

    Parameters
    ----------
    path
        The file.
    largest
        The most bytes to read.

    Raises
    ------
    InvalidValue
        For a file that is no JSON, too deep, of a newer schema, or with faults: all of them, each with its path.
    TooLarge
        For a larger file.
    OSError
        From the operating system.

    References
    ----------
    RFC 8259; numbers as text so that no reader rounds them.
    """
    expect(largest, int, "read_report: largest")
    return parse_report(content_of(path, largest), name=str(path))


def content_of(path: Source, largest: int) -> bytes:
    """The bytes of a file, at most so many."""
    with _place(path).open("rb") as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise TooLarge(f"{path} is larger than {largest} bytes; give a larger largest= if that is right")
    return content


def _place(path: Source) -> Path:
    expect(path, (str, os.PathLike), "the path of a file")
    if "\0" in os.fspath(path):
        raise InvalidValue(f"the path of a file must not hold a null character, got {shown(path)}")
    return Path(path)


def parse_report(content: str | bytes, *, name: str = "the text") -> Report:
    """A report of JSON text; errors as in `read_report`, which name it `name`."""
    expect(content, (str, bytes), "parse_report: content")
    quick = _fast()
    if quick is not None and isinstance(content, bytes):
        report: Report | None = quick.read(content)
        if report is not None:
            return report
    data = loaded(content, name)
    if not isinstance(data, dict):
        raise InvalidValue(f"{name}: a report is a JSON object, got {shown(data)}")
    return built(migrated(data, name), Report, name=name, root="report")


def built(
    data: Any,
    kind: type[M],
    *,
    name: str,
    root: str,
    line_of: Callable[[str, str], int | None] = lambda _path, _text: None,
) -> M:
    """A model of what a file held, or all of its faults, each with its path and its line where that is known."""
    try:
        return cast("M", converter().structure(data, kind))
    except (BaseValidationError, FollowUpError) as error:
        faults = faults_of(error, root)
        more = f"\n  and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
        listed = ""
        for path, text in faults[:MOST_FAULTS]:
            line = None if line_of is None else line_of(path, text)
            listed += f"\n  {path}{'' if line is None else f' (line {line})'}: {text}"
        raise InvalidValue(f"{name} has {len(faults)} fault{'s' if len(faults) > 1 else ''}:{listed}{more}") from None
    except RecursionError:
        raise InvalidValue(f"{name}: objects are nested too deep") from None


def plain(model: Model) -> dict[str, Any]:
    """A model as what a file holds, a stored attribute with its default left out."""
    return cast("dict[str, Any]", converter().unstructure(model))


def write_report(report: Report, path: Source) -> None:
    """Write a report to a JSON file (*skriv ut rapport*): whole or not at all.

    Raises `InvalidType` for what is no report, `InvalidValue` for half a character, and `OSError` from the operating
    system.
    """
    try:
        content = report_text(report).encode()
    except UnicodeEncodeError:
        refuse_halves(report_data(report), "report")
        raise
    write_whole(content, path)


def write_whole(content: bytes, path: Source) -> None:
    """Write a file whole or not at all."""
    target = _place(path).resolve()
    handle, scratch = tempfile.mkstemp(dir=target.parent, prefix=".report-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        umask = os.umask(0)
        os.umask(umask)
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~umask
        Path(scratch).chmod(mode)
        Path(scratch).replace(target)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise


def report_text(report: Report) -> str:
    """A report as JSON text, a stored attribute with its default left out."""
    if not isinstance(report, Report):
        raise InvalidType(f"a Report is written, got {shown(report)}")
    quick = _fast()
    text: str | None = quick.text(report) if quick is not None else None
    if text is not None:
        return text
    try:
        return json.dumps(report_data(report), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    except ValueError as error:  # a whole number with too many digits
        raise TooLarge(f"a figure of the report is too large for a file: {error}") from None


def report_data(report: Report) -> dict[str, Any]:
    """A report as the plain objects of its file, a stored attribute with its default left out."""
    return {"schema_version": SCHEMA_VERSION, **converter().unstructure(report)}


def _fast() -> ModuleType | None:
    """The fast way, where the extra `fast` is installed."""
    try:
        from kommunuppfoljning.io import fast
    except ImportError:
        return None
    return fast


def loaded(content: str | bytes, name: str) -> Any:
    """What JSON text holds, every number exact."""
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        return json.loads(text, parse_float=exact, parse_constant=_constant, object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise InvalidValue(f"{name} is not UTF-8 text: byte {error.start} is {content[error.start]!r}") from None
    except json.JSONDecodeError as error:
        raise InvalidValue(f"{name} is not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise InvalidValue(f"{name}: the JSON is nested too deep") from None
    except FollowUpError as error:
        raise type(error)(f"{name}: {error}") from None
    except ValueError as error:  # an integer with too many digits
        raise InvalidValue(f"{name} has a number that is too long: {error}") from None


def _constant(text: str) -> Any:
    raise InvalidValue(f"{text} is not a figure; a missing one is null")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise InvalidValue(f"the key {shown(twice)} stands twice in one object")
    return found
