"""What is said of one guard: where it stands, what breaks it, and who must notice."""

from typing import NamedTuple


class Guard(NamedTuple):
    name: str
    path: str
    before: str
    after: str
    tests: tuple[str, ...]
