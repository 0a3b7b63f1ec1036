"""What a guard of the register is for the mutants, and the tests that several guards name."""

from typing import NamedTuple

T = "tests/agreements"
WHITE_LIST = (f"{T}/public/test_white_list.py",)


class Guard(NamedTuple):
    name: str
    path: str
    before: str
    after: str
    tests: tuple[str, ...]
