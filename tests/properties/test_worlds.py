"""One formula, every world: each registered formula gives the same answer as a number and in an array, bit by bit."""

import importlib
import inspect
import math
import pkgutil
import warnings
from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import formulas
from kommunuppfoljning.arithmetic import FORMULAS, Formula, Result, formula, programs
from kommunuppfoljning.arithmetic.programs import BLOCK
from kommunuppfoljning.formulas.verdicts import assess_within, trend_within

for module in pkgutil.iter_modules(formulas.__path__):
    importlib.import_module(f"kommunuppfoljning.formulas.{module.name}")

EACH = pytest.mark.parametrize("rule", FORMULAS.values(), ids=FORMULAS)
HURTING = [0.0, -0.0, 1.0, -1.0, 0.1, 5e-324, -5e-324, 1e-300, 1.7e308, -1.7e308, 2.0**53, 100.0, -201_471.0]


def public(rule: Formula) -> Callable[..., Any]:
    function: Callable[..., Any] = getattr(ku, rule.name)
    return function


def bits(array: Any) -> bytes:
    """What is compared to the bit, the sign of a zero too; what is undefined is NaN, of whatever sign."""
    return bytes(np.where(np.isnan(array), np.nan, array).tobytes())


def figures(rule: Formula, name: str) -> st.SearchStrategy[float | None]:
    limit = rule.limits.get(name)
    if limit is None:
        return st.none() | st.sampled_from(HURTING) | st.floats(allow_nan=False, allow_infinity=False)
    top = 1.0 if limit.upper is not None else 1e300
    low = 5e-324 if limit.low_open else 0.0
    return st.none() | st.sampled_from([top, low]) | st.floats(low, top)


@st.composite
def rows(draw: st.DrawFn, rule: Formula) -> list[dict[str, Any]]:
    count = draw(st.integers(0, 6))
    directions = [member for member in ku.Direction if member.code in rule.codes]
    return [
        {
            name: draw(st.sampled_from(directions)) if name == "direction" else draw(figures(rule, name))
            for name in sorted(rule.parameters)
        }
        for _ in range(count)
    ]


def as_array(values: list[Any]) -> np.ndarray:
    if values and isinstance(values[0], ku.Direction):
        return np.array([value.code for value in values], dtype=np.int8)
    return np.array([math.nan if value is None else value for value in values], dtype=np.float64)


def expected(rule: Formula, row: dict[str, Any]) -> Any:
    return public(rule)(
        **{name: value for name, value in row.items() if value is not None or name not in rule.optional}
    )


def test_what_only_the_library_calls_is_not_listed() -> None:
    assert set(FORMULAS) <= set(ku.__all__)


@EACH
@given(data=st.data())
def test_arrays_give_what_numbers_give(rule: Formula, data: st.DataObject) -> None:
    listed = data.draw(rows(rule))
    listed = [
        row for row in listed if all(value is not None or name not in rule.optional for name, value in row.items())
    ]
    arguments = {name: as_array([row[name] for row in listed]) for name in rule.parameters}
    if not listed and "direction" in arguments:
        arguments["direction"] = np.array([], dtype=np.int8)
    before = {name: array.copy() for name, array in arguments.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answers = public(rule)(**arguments)
    for name, array in arguments.items():
        assert array.tobytes() == before[name].tobytes()
    if rule.members:
        assert answers.dtype == np.int8
        assert [rule.members[code] for code in answers] == [expected(rule, row) for row in listed]
        return
    assert answers.dtype == np.float64
    wanted = as_array([expected(rule, row) for row in listed])
    assert bits(answers) == bits(wanted)


@EACH
@given(data=st.data())
def test_whole_numbers_give_the_same_in_both_worlds(rule: Formula, data: st.DataObject) -> None:
    names = sorted(rule.parameters - {"direction"} - rule.optional)
    values = [
        data.draw(st.integers(1 if rule.limits.get(name) else -(2**53), 1 if name == "elapsed" else 2**53))
        for name in names
    ]
    arguments = dict(zip(names, values, strict=True))
    answer = public(rule)(**arguments)
    array = public(rule)(**{name: np.array([value]) for name, value in arguments.items()})
    if rule.result is Result.DIFFERENCE:
        assert array.dtype == np.int64
        assert array.tolist() == [answer]
        assert isinstance(answer, int)
    elif rule.members:
        assert rule.members[array[0]] is answer
    else:
        assert bits(array) == bits(as_array([answer]))


@EACH
def test_a_missing_figure_gives_a_missing_answer(rule: Formula) -> None:
    names = sorted(rule.parameters - {"direction"} - rule.optional)
    for missing in names:
        arguments: dict[str, Any] = {name: None if name == missing else 1 for name in names}
        answer = public(rule)(**arguments)
        assert answer is (rule.members[0] if rule.members else None)
        arrays = public(rule)(**{name: np.array([1.0, math.nan if name == missing else 1.0]) for name in names})
        assert arrays[1] == 0 if rule.members else math.isnan(arrays[1])
        none = public(rule)(**{**{name: np.ones(2) for name in names}, missing: None}) if len(names) > 1 else arrays[1:]
        assert not none.any() if rule.members else np.isnan(none).all()


@EACH
def test_infinities_in_arrays_are_missing(rule: Formula) -> None:
    names = sorted(rule.parameters - {"direction"} - rule.optional)
    for name in names:
        for infinity in (math.inf, -math.inf):
            answer = public(rule)(**{other: np.array([infinity if other == name else 1.0]) for other in names})
            assert answer[0] == 0 if rule.members else math.isnan(answer[0])


@EACH
def test_what_is_no_plain_number_is_refused(rule: Formula) -> None:
    names = sorted(rule.parameters - {"direction"})
    good: dict[str, Any] = dict.fromkeys(names, 1)
    for name in names:
        for wrong in (True, "1", math.nan, math.inf, -math.inf, Decimal("NaN"), [1], np.bool_(True)):
            with pytest.raises(ku.FollowUpError, match=name):
                public(rule)(**{**good, name: wrong})
        for array in (
            np.array([True]),
            np.array(["1"]),
            np.array([1], dtype=object),
            np.array([1j]),
            np.array(["2024-01-01"], dtype="datetime64[D]"),
            np.ma.masked_array([1.0], mask=[True]),
        ):
            with pytest.raises(ku.InvalidType, match=name):
                public(rule)(**{**good, name: array})
        with pytest.raises(ku.InvalidType, match=name):
            public(rule)(**{**dict.fromkeys(names, np.ones(1)), name: Decimal(1)}) if len(names) > 1 else _refused(name)


def _refused(name: str) -> None:
    raise ku.InvalidType(name)


@EACH
def test_limits_hold_in_both_worlds(rule: Formula) -> None:
    names = sorted(rule.parameters - {"direction"})
    for name in rule.limits:
        with pytest.raises(ku.InvalidValue, match=f"{name} must be .*-0.5"):
            public(rule)(**{**dict.fromkeys(names, 1), name: -0.5})
        with pytest.raises(ku.InvalidValue, match=f"{name} must be .*-0.5"):
            public(rule)(**{**dict.fromkeys(names, np.ones(3)), name: np.array([1.0, -0.5, math.nan])})


@EACH
def test_decimals_and_floats_do_not_mix(rule: Formula) -> None:
    names = sorted(rule.parameters - {"direction"} - rule.optional)
    if len(names) > 1:
        mixed: dict[str, Any] = {**dict.fromkeys(names, Decimal(1)), names[0]: 0.5}
        with pytest.raises(ku.InvalidType, match="Decimal and float do not go together"):
            public(rule)(**mixed)


@EACH
@given(data=st.data())
def test_exact_numbers_stay_exact_whatever_the_callers_context(rule: Formula, data: st.DataObject) -> None:
    names = sorted(rule.parameters - {"direction"} - rule.optional)
    whole = [
        data.draw(st.integers(1 if rule.limits.get(name) else -(10**12), 1 if name == "elapsed" else 10**12))
        for name in names
    ]
    fractions = public(rule)(**{name: Fraction(value) for name, value in zip(names, whole, strict=True)})
    with localcontext() as context:
        context.prec = 3
        decimals = public(rule)(**{name: Decimal(value) for name, value in zip(names, whole, strict=True)})
    if rule.members:
        assert decimals is fractions
    elif fractions is None:
        assert decimals is None
    else:
        assert isinstance(decimals, Decimal)
        assert isinstance(fractions, Fraction)
        assert abs(Fraction(decimals) - fractions) <= abs(fractions) / 10**27


@EACH
@pytest.mark.parametrize("shape", [(BLOCK * 2 + 7,), (3, BLOCK), (0,), (1,), (2, 0, 3)])
def test_blocks_change_nothing(rule: Formula, shape: tuple[int, ...]) -> None:
    names = sorted(rule.parameters - {"direction"} - rule.optional)
    source = np.random.default_rng(1)
    arguments = {name: np.abs(source.normal(0.5, 0.2, shape)).clip(0.01, 1) for name in names}
    whole = public(rule)(**arguments)
    assert whole.shape == shape
    flat = {name: array.reshape(-1)[::97] for name, array in arguments.items()}
    assert public(rule)(**flat).tobytes() == np.ascontiguousarray(whole.reshape(-1)[::97]).tobytes()


@EACH
def test_shapes_broadcast_and_every_layout_of_memory_is_read(rule: Formula) -> None:
    names = sorted(rule.parameters - {"direction"} - rule.optional)
    base = np.linspace(0.1, 1, 12).reshape(3, 4)
    wanted = public(rule)(**dict.fromkeys(names, base))
    strange = np.asfortranarray(base)
    for array in (strange, base.astype(">f8"), np.broadcast_to(base, (2, 3, 4))[0], base[::-1][::-1]):
        array.flags.writeable = False
        assert public(rule)(**dict.fromkeys(names, array)).tobytes() == wanted.tobytes()
    column = public(rule)(**{name: base[:, :1] if name == names[0] else base for name in names})
    assert column.shape == (3, 4) if len(names) > 1 else column.shape == (3, 1)
    single = public(rule)(**dict.fromkeys(names, base.astype(np.float32)))
    assert single.tobytes() == public(rule)(**dict.fromkeys(names, base.astype(np.float32).astype(float))).tobytes()
    nought = public(rule)(**dict.fromkeys(names, np.array(0.5)))
    assert nought.shape == ()
    if len(names) > 1:
        with pytest.raises(ku.InvalidValue, match="broadcast"):
            public(rule)(**{name: np.ones(2 if name == names[0] else 3) for name in names})


@pytest.mark.parametrize("rule", [rule for rule in FORMULAS.values() if not rule.members], ids=lambda rule: rule.name)
def test_out_takes_the_result(rule: Formula) -> None:
    names = sorted(rule.parameters - {"direction"} - rule.optional)
    arguments: dict[str, Any] = {name: np.linspace(0.1, 1, 5) for name in names}
    out = np.empty(5)
    assert public(rule)(**arguments, out=out) is out
    assert out.tobytes() == public(rule)(**arguments).tobytes()
    for wrong, error in (
        (np.empty(4), "shape"),
        (np.empty(5, np.float32), "float64"),
        (arguments[names[0]], "shares memory"),
        ([0.0] * 5, "float64"),
    ):
        with pytest.raises(ku.FollowUpError, match=error):
            public(rule)(**arguments, out=wrong)
    out.flags.writeable = False
    with pytest.raises(ku.InvalidValue, match="writable"):
        public(rule)(**arguments, out=out)
    with pytest.raises(ku.InvalidType, match="no argument is one"):
        public(rule)(**dict.fromkeys(names, 1), out=np.empty(1))


@pytest.mark.parametrize("rule", [rule for rule in FORMULAS.values() if rule.members], ids=lambda rule: rule.name)
def test_codes_take_no_out(rule: Formula) -> None:
    names = sorted(rule.parameters - {"direction"} - rule.optional)
    with pytest.raises(ku.InvalidType, match="out="):
        public(rule)(**dict.fromkeys(names, np.ones(2)), out=np.empty(2))


@pytest.mark.parametrize("rule", [rule for rule in FORMULAS.values() if rule.codes], ids=lambda rule: rule.name)
def test_directions_are_members_or_codes(rule: Formula) -> None:
    names = sorted(rule.parameters - {"direction"} - rule.optional)
    good: dict[str, Any] = dict.fromkeys(names, 1)
    for wrong in (1, -1, "higher", None):
        with pytest.raises(ku.InvalidType, match="direction must be Direction"):
            public(rule)(**good, direction=wrong)
    if 0 not in rule.codes:
        with pytest.raises(ku.InvalidValue, match=r"direction must be Direction\.LOWER or Direction\.HIGHER"):
            public(rule)(**good, direction=ku.Direction.NEAR)
    for code in (2, -2, 7):
        with pytest.raises(ku.InvalidValue, match=rf"got {code} \(first at index 1"):
            public(rule)(**dict.fromkeys(names, np.ones(2)), direction=np.array([1, code]))
    if 0 not in rule.codes:
        with pytest.raises(ku.InvalidValue, match=r"codes out of -1, 1, got 0 \(first at index 1"):
            public(rule)(**dict.fromkeys(names, np.ones(2)), direction=np.array([1, 0]))
    with pytest.raises(ku.InvalidType, match="integer codes"):
        public(rule)(**dict.fromkeys(names, np.ones(2)), direction=np.array([1.0, 1.0]))


@EACH
def test_the_public_text_says_what_it_must(rule: Formula) -> None:
    text = inspect.cleandoc(public(rule).__doc__ or "")
    for heading in ("Parameters", "Returns", "Raises", "Notes", "References", "Examples"):
        assert f"{heading}\n---" in text, heading
    assert "(*" in text.split("\n", maxsplit=1)[0]


@formula(Result.DIFFERENCE, listed=False)
def every_operation(*, first: Any, second: Any) -> Any:
    """Whole numbers to the left and to the right of each operator."""
    return (1 + first) + (0 + second) + (first + 0) - (second - 0) - (2 - first) + first * 2 + 2 * second


@formula(Result.DIFFERENCE, listed=False)
def every_one(*, first: Any, second: Any) -> Any:
    """Ones to the left and to the right, which change what a 0 would not."""
    return (first + 1) + (1 + second) + (first - 1) - (second - 1) + (1 - first)


def test_a_one_is_no_zero() -> None:
    answer = every_one(first=np.array([3, 5]), second=np.array([7, 11]))
    assert answer.tolist() == [every_one(first=one, second=other) for one, other in ((3, 7), (5, 11))] == [6, 8]


def test_arrays_of_several_axes_are_broadcast() -> None:
    rows, columns = np.array([[1.0], [2.0], [3.0]]), np.array([10.0, 20.0])
    wanted = [[columns_ - row for columns_ in columns.tolist()] for (row,) in rows.tolist()]
    assert ku.deviation(budget=rows, outcome=columns).tolist() == wanted
    whole = np.array([[10.0, 20.0]] * 3)
    assert ku.deviation(budget=np.repeat(rows, 2, axis=1), outcome=whole).tolist() == wanted


@given(first=st.integers(-1000, 1000), second=st.integers(-1000, 1000))
def test_operators_take_whole_numbers_on_either_side(first: int, second: int) -> None:
    whole = every_operation(first=first, second=second)
    assert whole == 5 * first + 2 * second - 1
    array = every_operation(first=np.array([first]), second=np.array([second]))
    assert array.dtype == np.int64
    assert array.tolist() == [whole]


@formula(Result.DIFFERENCE, listed=False)
def used_twice(*, first: Any, second: Any) -> Any:
    """A step that two others read."""
    gap = second - first
    return (gap - first) + gap


def test_a_step_that_is_used_twice_is_kept_until_the_last() -> None:
    first, second = np.array([1.0, 5.0, -2.0]), np.array([4.0, 5.5, math.nan])
    answer = used_twice(first=first, second=second)
    assert answer.tolist()[:2] == [used_twice(first=one, second=other) for one, other in ((1.0, 4.0), (5.0, 5.5))]
    assert math.isnan(answer[2])


@pytest.mark.parametrize("said", ["", "1", "3"])
@EACH
def test_threads_change_no_answer(rule: Formula, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [name for name in inspect.signature(public(rule)).parameters if name not in (*rule.defaults, "out")]
    source = np.random.default_rng(1)
    data = {name: source.random(4 * BLOCK + 7) for name in names}
    for array in data.values():
        array[:: len(names) * 11] = 0 if not rule.limits else 0.5
        array[5::97] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        alone = public(rule)(**data)
        monkeypatch.setattr(programs, "THREADED", BLOCK)
        monkeypatch.setenv("KOMMUNUPPFOLJNING_THREADS", said)
        assert public(rule)(**data).tobytes() == alone.tobytes()


def test_an_error_in_a_thread_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "THREADED", BLOCK)
    whole = np.zeros(3 * BLOCK, np.int64)
    whole[-1] = -(2**63)
    with pytest.raises(ku.TooLarge, match="int64"):
        ku.deviation(budget=whole, outcome=whole // 2 + 2**62 + 2**61)
    monkeypatch.setenv("KOMMUNUPPFOLJNING_THREADS", "många")
    with pytest.raises(ku.InvalidValue, match="KOMMUNUPPFOLJNING_THREADS must be a number from 1 to 64, got 'många'"):
        ku.deviation(budget=whole, outcome=whole)


def test_an_infinite_denominator_is_missing_in_arrays_too() -> None:
    infinite = np.array([math.inf, -math.inf, 2.0])
    for answer in (
        ku.result_share(result=np.ones(3), taxes_and_grants=infinite),
        ku.relative_deviation(budget=infinite, outcome=np.ones(3)),
    ):
        assert [math.isnan(one) for one in answer.tolist()] == [True, True, False]


def test_nothing_is_tolerated_unless_it_is_said() -> None:
    assert assess_within(value=74.5, target=75) is ku.Verdict.NOT_FULFILLED
    assert trend_within(current=75.5, previous=75) is ku.Trend.POSITIVE
    assert [str(ku.round_half_away(value)) for value in (-0.4, 0.4)] == ["0.0", "0.0"]
