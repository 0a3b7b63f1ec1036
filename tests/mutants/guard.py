"""What a guard of the register is for the mutants, and the tests that several guards name."""

from typing import NamedTuple

T = "tests/agreements"
WHITE_LIST = (f"{T}/public/test_white_list.py",)


class Guard(NamedTuple):
    """`before` occurs exactly once in the file at `path`; with `after` in its place one of `tests` fails."""

    name: str
    path: str
    before: str
    after: str
    tests: tuple[str, ...]
