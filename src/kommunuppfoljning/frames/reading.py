"""What the verbs ask of a frame: that it is one, and that its columns are there and hold what they should."""

from typing import Any

from kommunuppfoljning.errors import InvalidType, InvalidValue, MissingExtra, shown

try:
    import narwhals as nw
    from narwhals.exceptions import DuplicateError
except ImportError as _error:
    raise MissingExtra.of("frames", "working on data frames") from _error

__all__ = ["check_numbers", "check_there", "data_of", "frame_of", "quoted"]


def data_of(frame: Any, verb: str, field: str = "frame", other: str = "") -> tuple[Any, Any]:
    """The frame as Narwhals knows it, and the way back to its own kind."""
    if isinstance(frame, nw.DataFrame | nw.LazyFrame):
        return frame, lambda result: result
    try:
        return nw.from_native(frame), nw.to_native
    except TypeError:
        raise InvalidType(
            f"{verb}: {field} must be a data frame that Narwhals knows{other}, got {shown(frame)}"
        ) from None
    except DuplicateError as error:  # pandas alone has frames with two columns of one name
        raise InvalidValue(f"{verb}: every column of {field} must have a name of its own: {error}") from None


def check_there(there: list[str], verb: str, wanted: list[str]) -> None:
    """Every column that is asked for is there."""
    for name in wanted:
        if name not in there:
            raise InvalidValue(f"{verb}: no column {name!r}; there are {quoted(there)}")


def check_numbers(schema: Any, verb: str, wanted: list[str]) -> None:
    """Every column that is asked for is there, and holds numbers."""
    check_there(schema.names(), verb, wanted)
    for name in wanted:
        if not schema[name].is_numeric():
            numeric = [other for other in schema.names() if schema[other].is_numeric()]
            raise InvalidType(
                f"{verb}: the column {name!r} must hold numbers, it is {schema[name]}; "
                f"numbers are in {quoted(numeric) or 'none'}"
            )


def frame_of(content: dict[str, list[Any]], kinds: dict[str, Any], backend: str, verb: str) -> Any:
    """A native frame of columns of these kinds. Text in pandas is as pandas has it: a cast would write "None"."""
    engine: Any = backend
    try:
        frame = nw.from_dict(content, backend=engine)
    except ImportError:
        raise MissingExtra(f"{verb}: {backend} is not installed: pip install {backend}") from None
    as_it_is = (nw.String, nw.Object) if backend == "pandas" else ()
    return frame.with_columns(
        nw.col(name).cast(kind) for name, kind in kinds.items() if kind not in as_it_is
    ).to_native()


def quoted(names: Any) -> str:
    """Names as an error text lists them."""
    return ", ".join(map(repr, names))
