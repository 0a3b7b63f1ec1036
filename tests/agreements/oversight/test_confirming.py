"""The list of confirmations: what stands on it, and what comes next for each reader."""

import pytest
from django.urls import reverse

from agreements.oversight.worklist.scope import View
from tests.factories import make_signed

from .confirmation_records import CONFIRMATION_CASES, answered
from .test_worklist import keys, rows_on, stands
from .worklist_records import ago

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("case", CONFIRMATION_CASES, ids=lambda case: case.__name__)
def test_list_holds_the_record_and_not_its_counterexample(case, editor):
    there, absent = case(editor)
    slugs = {"answer_to_accept": "accept", "contradicted": "contradicted"}
    found = [key for key in keys("confirm", editor) if key.startswith(slugs.get(case.__name__, "confirm") + ":")]
    assert stands(there, found)
    assert not stands(absent, found)


def test_next_step_of_a_confirmation_is_that_of_the_reader(editor, verifier, operator, head):
    office = operator.offices.get()
    led = make_signed("Dipimpin", on=ago(200), lead_office=office)
    make_signed("Tanpa perangkat daerah", on=ago(200))

    def urls(user, view=View.ALL):
        return {row.record.title: row.action.url for row in rows_on("confirm", user, view)}

    page = reverse("admin:confirmations_of_office", args=[office.pk])
    without = reverse("admin:confirmations_without_office")
    assert urls(editor) == {"Dipimpin": page, "Tanpa perangkat daerah": without}
    assert urls(operator, View.UNIT) == {"Dipimpin": reverse("agreements:office_confirmations")}
    record = reverse("admin:agreements_agreement_change", args=[led.pk])
    assert urls(head)["Dipimpin"] == record
    answered(led, editor)
    assert urls(verifier)["Dipimpin"] == reverse("admin:confirmations_to_accept")
    assert urls(head)["Dipimpin"] == record
