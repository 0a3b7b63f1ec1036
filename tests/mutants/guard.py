"""What a guard is."""

from typing import NamedTuple


class Guard(NamedTuple):
    name: str
    path: str
    before: str
    after: str
    tests: tuple[str, ...]
