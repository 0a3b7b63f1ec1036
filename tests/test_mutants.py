"""The list of guards fits the code, so that `python -m tests.mutants` never finds that it has to be named anew."""

import re
from pathlib import Path

import pytest

from tests.mutants.guards import GUARDS

ROOT = Path(__file__).resolve().parent.parent


def test_each_guard_has_its_own_name():
    names = [guard.name for guard in GUARDS]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("guard", GUARDS, ids=[guard.name for guard in GUARDS])
def test_guard_stands_once_and_its_tests_exist(guard):
    assert (ROOT / guard.path).read_text("utf-8").count(guard.before) == 1
    assert guard.after != guard.before
    for test in guard.tests:
        path, *names = test.split("::")
        assert (ROOT / path).exists(), test
        for name in names:
            assert re.search(rf"\b{name.split('[')[0]}\b", (ROOT / path).read_text("utf-8")), test
