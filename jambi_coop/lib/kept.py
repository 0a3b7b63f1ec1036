"""What takes long to make and stays the same for a key."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Kept(Generic[Thing]):
    """Things by all that decides what they are. Once there are `most`, it begins anew: none needs to be taken out."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: dict[Hashable, Thing] = {}

    def of(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """The thing of this key; `make` makes it where it is not kept yet."""
        try:
            return self._things[key]
        except KeyError:
            pass
        if len(self._things) >= self._most:
            self._things.clear()
        thing = self._things[key] = make()
        return thing
