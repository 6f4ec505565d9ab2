"""Progress (*förlopp*): how far long work has come, told by whatever bar is at hand.

What takes long takes `progress`, a function that is given the things to work through and gives them back one by one.
`tqdm.tqdm` and `rich.progress.track` are such functions; so is one of your own:

>>> def telling(things):
...     for place, thing in enumerate(things, start=1):
...         yield thing
...         print(place, "done")
>>> [size * 2 for size in followed([1, 2], telling)]
1 done
2 done
[2, 4]
"""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from kommunuppfoljning.errors import InvalidType, shown

__all__ = ["Progress", "followed"]

T = TypeVar("T")


class Progress(Protocol):
    """What is given things and gives them back, and tells somebody how many (*förloppsvisare*)."""

    def __call__(self, things: Iterable[T], /) -> Iterable[T]:
        """The same things in the same order."""
        ...


def followed(things: Iterable[T], progress: Progress | None) -> Iterator[T]:
    """Things one by one, followed by a bar where one is given (*följ förloppet*).

    Raises `InvalidType` for a bar that cannot be called, or gives nothing to go through.
    """
    if progress is None:
        yield from things
        return
    if not callable(progress):
        raise InvalidType(f"progress must be a function of the things to work through, got {shown(progress)}")
    told = progress(things)
    if not isinstance(told, Iterable):
        raise InvalidType(f"progress must give back the things that it is given, got {shown(told)}")
    yield from told
