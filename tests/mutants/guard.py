"""The shape of a guard."""

from typing import NamedTuple


class Guard(NamedTuple):
    """`before` occurs exactly once in the file at `path`; with `after` in its place one of `tests` fails."""

    name: str
    path: str
    before: str
    after: str
    tests: tuple[str, ...]
