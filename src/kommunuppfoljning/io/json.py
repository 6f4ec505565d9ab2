"""Reports as JSON (*rapporter som JSON*): lossless both ways, and every fault of a file told at once.

The keys of a file are the stored attributes of `Report`, those of each object the stored attributes of its model. A
whole number is a JSON number and a `Decimal` a text of its digits, so that ``"7.0"`` keeps its decimal; a period is an
object with `start` and `end`, and as a key its ISO 8601 interval. Any member parses from the words of reports.
"""

import contextlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin

import attrs

from kommunuppfoljning.errors import FollowUpError, InvalidType, InvalidValue, MissingExtra, TooLarge, expect, shown
from kommunuppfoljning.io.stored import SCHEMA_VERSION, migrated, stored_fields
from kommunuppfoljning.models import EMPTY, FIGURE, FrozenMapping, Model, rule_of
from kommunuppfoljning.periods import Period
from kommunuppfoljning.reports import Report
from kommunuppfoljning.terms import Term

try:
    from cattrs import Converter, transform_error
    from cattrs.errors import BaseValidationError, IterableValidationError, IterableValidationNote
    from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
except ImportError as _error:
    raise MissingExtra.of("json", "reading and writing reports") from _error

__all__ = ["SCHEMA_VERSION", "parse_report", "read_report", "report_data", "report_text", "write_report"]

LARGEST = 64 * 2**20
"""The largest file that is read [bytes], unless the caller says otherwise."""
MOST_FAULTS = 50

_CONTAINER_FAULT = cast("Any", IterableValidationError)  # pyright reads ExceptionGroup's arguments, not its own
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")

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
        return _converter().structure(data, kind)
    except (BaseValidationError, FollowUpError) as error:
        faults = _faults(error, root)
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
    return cast("dict[str, Any]", _converter().unstructure(model))


def write_report(report: Report, path: Source) -> None:
    """Write a report to a JSON file (*skriv ut rapport*): whole or not at all.

    Raises `InvalidType` for what is no report, and `OSError` from the operating system.
    """
    try:
        content = report_text(report).encode()
    except UnicodeEncodeError:
        raise InvalidValue(
            "a text of the report holds half a character (a lone surrogate), which no file can"
        ) from None
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
    return {"schema_version": SCHEMA_VERSION, **_converter().unstructure(report)}


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
        return json.loads(text, parse_float=_decimal, parse_constant=_constant, object_pairs_hook=_object)
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


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise InvalidValue(f"the number {shown(text)} is too large") from None


def _constant(text: str) -> Any:
    raise InvalidValue(f"{text} is not a figure; a missing one is null")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise InvalidValue(f"the key {shown(twice)} stands twice in one object")
    return found


def _faults(error: Exception, root: str) -> list[tuple[str, str]]:
    """The faults with their paths."""
    if isinstance(error, BaseValidationError):
        told = (fault.rpartition(" @ ") for fault in transform_error(error, path=root, format_exception=_told))
        return [(path, text) for text, _, path in told]
    return [(root, str(error))]


def _told(error: BaseException, _: type[Any] | None) -> str:
    if isinstance(error, KeyError) and not isinstance(error, FollowUpError):
        return f"the key {error.args[0]!r} is missing"
    if type(error).__name__ == "ForbiddenExtraKeysError":
        known = ", ".join(field.name for field in stored_fields(error.cl))  # type: ignore[attr-defined]
        extra = ", ".join(map(repr, sorted(error.extra_fields)[:20]))  # type: ignore[attr-defined]
        return f"unknown key {extra}; there are {known}"
    return str(error)


_CONVERTERS: list[Converter] = []


def _converter() -> Converter:
    """The converter, made once: its hooks follow from the models."""
    if not _CONVERTERS:
        converter = Converter(forbid_extra_keys=True, detailed_validation=True)
        converter.register_structure_hook_factory(_is_plain, _plain_hook)
        for kind in (str, int, bool):
            converter.register_structure_hook(kind, _plain_hook(kind))
        # a class comes before a predicate in cattrs before 26
        converter.register_structure_hook(Term, lambda value, kind: _plain_hook(kind)(value, kind))
        converter.register_structure_hook_factory(_is_tuple, lambda kind: _tuple_hook(converter, kind))
        converter.register_structure_hook_factory(_is_mapping, lambda kind: _mapping_hook(converter, kind))
        converter.register_structure_hook_factory(_is_model, lambda kind: _model_hook(converter, kind))
        converter.register_structure_hook_func(_is_choice, lambda value, kind: _choice(converter, value, kind))
        converter.register_structure_hook(Period, _period)
        converter.register_unstructure_hook_factory(_is_model, lambda kind: _model_unhook(converter, kind))
        converter.register_unstructure_hook(Period, lambda period: {"start": str(period.start), "end": str(period.end)})
        converter.register_unstructure_hook(Decimal, str)
        converter.register_unstructure_hook(Fraction, str)
        converter.register_unstructure_hook(date, str)
        converter.register_unstructure_hook_func(_is_term, lambda member: member.value)
        converter.register_unstructure_hook_func(
            lambda kind: kind is FrozenMapping or _is_mapping(kind),
            lambda entries: {_key(key): converter.unstructure(value) for key, value in entries.items()},
        )
        _CONVERTERS.append(converter)
    return _CONVERTERS[0]


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Model)


def _is_term(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Term)


def _is_mapping(kind: Any) -> bool:
    return get_origin(kind) is not None and isinstance(get_origin(kind), type) and issubclass(get_origin(kind), Mapping)


def _is_choice(kind: Any) -> bool:
    """A union of models, told apart by their keys."""
    return isinstance(kind, UnionType) and all(map(_is_model, get_args(kind)))


def _choice(converter: Converter, value: Any, kind: Any) -> Any:
    """The model that has a key of its own, or else the first."""
    first, *others = get_args(kind)
    told = (other for other in others if isinstance(value, dict) and other.tell_tales & value.keys())
    return converter.structure(value, next(told, first))


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _is_plain(kind: Any) -> bool:
    """Single values and unions of them: a model's own check says what they may be."""
    members = [part for part in (get_args(kind) or (kind,)) if part is not type(None)]
    return not _is_tuple(kind) and all(
        part in (int, Decimal, Fraction, str, bool, date, object) or _is_term(part) for part in members
    )


@cache
def _plain_hook(kind: Any) -> Any:
    """Read a single value, and hold it to what the field may be, so that each fault is told with its path."""
    members = [part for part in (get_args(kind) or (kind,)) if part is not type(None)]
    figures, words = Decimal in members, str in members
    rule = rule_of(kind)

    def plain(value: Any, _: Any) -> Any:
        if isinstance(value, str) and figures:
            value = _figure(value, text_too=words)
        elif isinstance(value, str) and members == [date]:
            value = _date(value)
        return rule(value)

    return plain


def _figure(text: str, *, text_too: bool) -> Any:
    """The `Decimal` that a text writes; `Claim.value` may be a word."""
    if re.fullmatch(FIGURE, text):
        return _decimal(text)
    if text_too:
        return text
    raise InvalidValue(f'a figure is a number, or its digits as text such as "7.9", got {shown(text)}')


def _date(text: str) -> date:
    if _DAY.fullmatch(text):
        with contextlib.suppress(ValueError):
            return date.fromisoformat(text)
    raise InvalidValue(f"a date is written as 2024-08-31, got {shown(text)}")


def _period(value: Any, _: Any) -> Period:
    if isinstance(value, Period):
        return value
    if isinstance(value, str):
        return Period.parse(value)
    if not isinstance(value, dict) or set(value) != {"start", "end"}:
        raise InvalidValue(
            f'a period is an object with "start" and "end", or text such as "2024-08", got {shown(value)}'
        )
    days = [_date(value[name]) if isinstance(value[name], str) else value[name] for name in ("start", "end")]
    return Period(*days)


def _tuple_hook(converter: Converter, kind: Any) -> Any:
    item_kind = get_args(kind)[0]

    def items(value: Any, _: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise InvalidType(f"expected a list, got {shown(value)}")
        return tuple(_each(converter, enumerate(value), item_kind, kind))

    return items


def _mapping_hook(converter: Converter, kind: Any) -> Any:
    key_kind, value_kind = get_args(kind)
    kinds = get_args(key_kind) or (key_kind,)

    def key_of(name: str) -> Any:
        if Period in kinds and (str not in kinds or name[:1].isdigit()):
            return Period.parse(name)
        return name

    def mapping(value: Any, _: Any) -> Any:
        if not isinstance(value, dict):
            raise InvalidType(f"expected an object, got {shown(value)}")
        keys = _each(converter, ((name, name) for name in value), key_of, kind)
        twice = next((name for name, key in zip(value, keys, strict=True) if keys.count(key) > 1), None)
        if twice is not None:
            raise InvalidValue(f"the period of {twice!r} stands twice")
        return FrozenMapping(zip(keys, _each(converter, value.items(), value_kind, kind), strict=True)) or EMPTY

    return mapping


def _each(converter: Converter, items: Iterable[tuple[Any, Any]], kind: Any, whole: Any) -> list[Any]:
    """Every item read, or all of their faults with their places."""
    read: list[Any] = []
    faults: list[Exception] = []
    for place, item in items:
        try:
            read.append(kind(item) if isinstance(kind, FunctionType) else converter.structure(item, kind))
        except (BaseValidationError, FollowUpError) as error:
            error.add_note(IterableValidationNote("in a container", place, kind))
            faults.append(error)
    if faults:
        raise _CONTAINER_FAULT("a container has faults", faults, whole)
    return read


def _model_hook(converter: Converter, kind: type[Any]) -> Any:
    structure = make_dict_structure_fn(
        kind,
        converter,
        _cattrs_forbid_extra_keys=True,
        **_left_out(kind),
    )

    def model(value: Any, _: Any) -> Any:
        if not isinstance(value, dict):
            raise InvalidType(f"expected an object for a {kind.__name__}, got {shown(value)}")
        return structure(value, kind)

    return model


def _model_unhook(converter: Converter, kind: type[Any]) -> Any:
    return make_dict_unstructure_fn(
        kind,
        converter,
        _cattrs_omit_if_default=True,
        **_left_out(kind),
    )


def _left_out(kind: type[Any]) -> dict[str, Any]:
    stored = stored_fields(kind)
    return {field.name: override(omit=True) for field in attrs.fields(kind) if field not in stored}


def _key(key: Any) -> str:
    return key.key if isinstance(key, Period) else str(key.value if isinstance(key, Term) else key)
