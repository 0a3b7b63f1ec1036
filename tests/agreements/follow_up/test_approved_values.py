"""A measured value that was approved is not decided on again."""

import pytest
from django.core.exceptions import ValidationError

from agreements.follow_up.results import approve_measurement, submit_measurement
from agreements.models import Indicator, Measurement, ReportState
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import make_signed, make_source

pytestmark = pytest.mark.django_db

MEASURED_VERBS = {
    "submit": (lambda row, by: submit_measurement(row, by=by), "not_open"),
    "approve": (lambda row, by: approve_measurement(row, by=by), "not_submitted"),
}


@pytest.mark.parametrize("seen", ["draft", "submitted", "approved"])
@pytest.mark.parametrize("verb", MEASURED_VERBS)
def test_an_approved_value_is_not_decided_on_again(editor, verifier, superuser, verb, seen):
    indicator = Indicator.objects.create(agreement=make_signed(by=editor), title="Guru", level="output", unit="orang")
    row = Measurement.objects.create(indicator=indicator, period=KnownDate.year(2026), value=1, source=make_source())
    submit_measurement(row, by=editor)
    approve_measurement(row, by=verifier)
    before = Measurement.objects.values().get()
    old = Measurement.objects.get()
    assert old.state == ReportState.APPROVED
    old.state = seen
    act, code = MEASURED_VERBS[verb]
    with pytest.raises(ValidationError) as refusal:
        act(old, superuser)
    assert refusal.value.error_list[0].code == code
    assert Measurement.objects.values().get() == before
