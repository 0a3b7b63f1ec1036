"""The copy of an agreement that went to the auditors, as staff record and find it."""

from datetime import date

import pytest

from agreements.models import Agreement
from agreements.record.search import matching
from tests.agreements.staff_desk import refused, send, url
from tests.factories import make_agreement

pytestmark = [pytest.mark.django_db, pytest.mark.today(date(2026, 11, 24))]


@pytest.mark.parametrize(("day", "saved"), [("Mei 2017", "Mei 2017"), ("2199", None)])
def test_copy_to_the_auditors_is_a_dated_fact_that_staff_find_by_its_letter(desk, day, saved):
    agreement = make_agreement()
    typed = {"audit_copy_sent_on": day, "audit_copy_number": "900/BPK-RI"}
    response = send(desk, url("agreement_change", agreement.pk, part="text"), **typed)
    agreement.refresh_from_db()
    if saved is None:
        assert refused(response) == {"audit_copy_sent_on": ["2199 ada di masa depan. Catat setelah hal itu terjadi."]}
        assert agreement.audit_copy_number == ""
        return
    assert response.status_code == 302
    assert (str(agreement.audit_copy_sent_on), agreement.audit_copy_number) == (saved, "900/BPK-RI")
    assert list(matching(Agreement.objects.all(), "900 bpk", staff=True)) == [agreement]
    assert not matching(Agreement.objects.all(), "900 bpk").exists()
