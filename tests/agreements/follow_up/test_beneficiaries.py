"""Numbers of beneficiaries at the desk: typed beside their result or on a page of their own, checked, limited."""

from datetime import date

import pytest

from agreements.models import BeneficiaryCount, Indicator
from jambi_coop.lib.dates.parser import parse
from tests.agreements.staff_desk import NOT_OFFERED, errors_of, refused, send, url
from tests.factories import make_agreement, make_source

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


@pytest.fixture
def agreement():
    return make_agreement()


def line(**values):
    """What a clerk types in the first line on the page of a result."""
    given = {
        "kind": "served",
        "number": "1.200",
        "unit": "households",
        "group": "Pelanggan",
        "as_of": "Februari 2025",
        "source": make_source().pk,
        "is_public": "on",
        **values,
    }
    return {"beneficiaries-TOTAL_FORMS": 1, **{f"beneficiaries-0-{name}": value for name, value in given.items()}}


@pytest.mark.parametrize("is_new", [True, False])
def test_number_is_typed_beside_its_result(desk, agreement, is_new):
    values = {"title": "Air limbah", "level": "output", "unit": "m3"}
    if is_new:
        response = send(desk, url("indicator_add", agreement=agreement.pk), **values, **line())
    else:
        result = agreement.indicators.create(**values)
        response = send(desk, url("indicator_change", result.pk), **line())
    assert response.status_code == 302, errors_of(response)
    row = BeneficiaryCount.objects.get()
    assert (row.agreement, row.indicator) == (agreement, Indicator.objects.get())
    assert (row.number, row.as_of, row.is_separate) == (1200, parse("Februari 2025"), False)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"number": "1,5"}, "number"),
        ({"number": "0"}, "number"),
        ({"number": "sekitar 300"}, "number"),
        ({"as_of": "2199"}, "as_of"),
        ({"group": ""}, "group"),
        ({"source": ""}, "source"),
    ],
)
def test_line_says_what_is_wrong_at_its_field(desk, agreement, values, field):
    result = agreement.indicators.create(title="Air limbah", level="output", unit="m3")
    response = send(desk, url("indicator_change", result.pk), **line(**values))
    assert set(refused(response)) == {f"beneficiaries-0-{field}"}
    assert not BeneficiaryCount.objects.exists()


def test_what_is_expected_may_lie_ahead(desk, agreement):
    result = agreement.indicators.create(title="Air limbah", level="output", unit="m3")
    assert send(desk, url("indicator_change", result.pk), **line(kind="expected", as_of="2199")).status_code == 302
    assert BeneficiaryCount.objects.get().kind == "expected"


def test_page_of_its_own_offers_the_results_of_its_agreement_only(desk, agreement):
    own = agreement.indicators.create(title="Air limbah", level="output", unit="m3")
    foreign = make_agreement("Lain").indicators.create(title="Lain", level="output", unit="m3")
    typed = {name.removeprefix("beneficiaries-0-"): value for name, value in line().items()}
    address = url("beneficiarycount_add", agreement=agreement.pk)
    assert refused(send(desk, address, **typed, indicator=foreign.pk)) == {"indicator": NOT_OFFERED}
    response = send(desk, address, **typed, indicator=own.pk)
    assert response.status_code == 302, errors_of(response)
    row = BeneficiaryCount.objects.get()
    assert (row.agreement, row.indicator, row.number) == (agreement, own, 1200)
    page = desk.get(url("beneficiarycount_changelist", agreement__id__exact=agreement.pk)).content.decode()
    assert "1.200 rumah tangga" in page


def test_changed_number_has_to_be_checked_again(client, verifier, agreement):
    client.force_login(verifier)
    result = agreement.indicators.create(title="Air limbah", level="output", unit="m3")
    send(client, url("indicator_change", result.pk), **line())
    row = BeneficiaryCount.objects.get()
    for page, name in (("indicator_change", "beneficiaries-0-number"), ("beneficiarycount_change", "number")):
        assert send(client, url("beneficiarycount_check", row.pk)).status_code == 302
        row.refresh_from_db()
        assert (row.checked_by, row.checked_on) == (verifier, TODAY)
        key = result.pk if page.startswith("indicator") else row.pk
        send(client, url(page, key))
        assert BeneficiaryCount.objects.get().checked_on == TODAY
        assert send(client, url(page, key), **{name: str(row.number + 1)}).status_code == 302
        row.refresh_from_db()
        assert row.checked_on is None


def test_number_goes_with_its_result(desk, agreement):
    """Left behind, the number of a withheld result would become public."""
    result = agreement.indicators.create(title="Air limbah", level="output", unit="m3", is_public=False)
    send(desk, url("indicator_change", result.pk), **line())
    assert send(desk, url("indicator_delete", result.pk), reason="Dicatat ganda").status_code == 302
    assert not BeneficiaryCount.objects.exists()
    assert send(desk, url("indicator_restore", result.pk)).status_code == 302
    assert BeneficiaryCount.objects.exists()
