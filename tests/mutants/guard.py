"""What is said of one guard, and the folder of the tests that notice it."""

from typing import NamedTuple

T = "tests/agreements"


class Guard(NamedTuple):
    """A guard with its mutation: `before` stands once in the file and is replaced by `after`."""

    name: str
    path: str
    before: str
    after: str
    tests: tuple[str, ...]
