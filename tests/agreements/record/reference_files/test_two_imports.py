"""Two imports of one table at the same moment: the second waits and sees what the first wrote."""

import pytest
from tablib import Dataset

from agreements.models import Office
from agreements.record.staff.reference_files.preview import preview_of, write_shown
from agreements.record.staff.reference_files.resources import OfficeResource
from tests.agreements.test_writers_at_once import at_once
from tests.factories import TODAY, make_office

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 10


def table(*rows):
    dataset = Dataset(headers=["code", "name"])
    for row in rows:
        dataset.append(row)
    return dataset


def imports(*rows, by):
    """Return a function that agrees to a preview that was made now."""
    resource = OfficeResource(by=by, on=TODAY, reason="Impor")
    shown = preview_of(resource, table(*rows)).fingerprint
    answers = []

    def work():
        written, found = write_shown(OfficeResource(by=by, on=TODAY, reason="Impor"), table(*rows), shown)
        answers.append((written, [fault.sentence for fault in found.faults]))

    return work, answers


def test_of_two_overlapping_imports_one_is_written_and_the_other_shown_anew(manager, superuser):
    for number in range(ROUNDS):
        first, second = (make_office(f"Dinas {number}{letter}", code=f"d{number}{letter}") for letter in "ab")
        rows = [(first.code, f"Baru {number}"), (second.code, f"Lain {number}")]
        one, answers = imports(*rows, by=manager)
        # The other file has the rows in the other order: locked as they come, they would wait for each other forever.
        other, others = imports(*[(code, f"{name} sekali") for code, name in reversed(rows)], by=superuser)
        assert not at_once(one, other)
        assert sorted(written for written, _faults in answers + others) == [False, True]
        names = set(Office.objects.filter(code__in=[first.code, second.code]).values_list("name", flat=True))
        assert names in ({name for _code, name in rows}, {f"{name} sekali" for _code, name in rows})
        assert {office.version for office in Office.objects.filter(code__startswith=f"d{number}")} == {2}


def test_same_new_row_twice_at_once_is_made_once(manager, superuser):
    for number in range(ROUNDS):
        one, answers = imports((f"baru-{number}", f"Dinas Baru {number}"), by=manager)
        other, others = imports((f"baru-{number}", f"Dinas Baru {number}"), by=superuser)
        assert not at_once(one, other)
        assert sorted(written for written, _faults in answers + others) == [False, True]
        assert Office.objects.filter(code=f"baru-{number}").count() == 1
