"""Numbers and days that were typed on the pages: saved as they were meant, shown back, refused with a sentence."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from agreements.models import DayOff, FollowUp, Indicator, Measurement, Participation, ReportedParticipation
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.known_date import KnownDate
from partners.models import Partner
from tests.agreements.office_reports import office_desk
from tests.agreements.staff_desk import errors_of, fields_of, refused, send, url
from tests.factories import make_partner, make_signed, make_source

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)


@pytest.fixture
def indicator(editor):
    agreement = make_signed(by=editor, public=True)
    return Indicator.objects.create(agreement=agreement, title="Sampah", level="output", unit="ton")


@pytest.mark.parametrize("typed", ["1.000", "1,000", "1 000", "1000"])
def test_a_thousand_people_are_a_thousand(desk, client, typed):
    agreement = make_signed(public=True)
    values = {"kind": "visit", "title": "Kunjungan", "done_on": "2025", "result": "Bertemu", "is_public": "on"}
    people = {"participations-TOTAL_FORMS": 1, "participations-0-body": "Warga", "participations-0-people": typed}
    response = send(desk, url("followup_add", agreement=agreement.pk), **values, **people)
    assert response.status_code == 302, errors_of(response)
    assert Participation.objects.get().people == 1000
    page = url("followup_change", FollowUp.objects.get().pk)
    assert fields_of(desk.get(page))["participations-0-people"] == "1.000"
    client.logout()
    assert "Warga (1.000)" in client.get(agreement.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("typed", "saved"), [("1,5", "1.5"), ("1.5", "1.5"), ("1.500,25", "1500.25"), ("1,2 juta", "1200000"), ("-4", "-4")]
)
def test_measured_value_is_saved_as_it_was_meant(desk, indicator, typed, saved):
    values = {"period": "2025", "source": make_source().pk, "value": typed}
    rows = {"measurements-TOTAL_FORMS": 1} | {f"measurements-0-{name}": value for name, value in values.items()}
    response = send(desk, url("indicator_change", indicator.pk), **rows)
    assert response.status_code == 302, refused(response)
    assert Measurement.objects.get().value == Decimal(saved)


def test_value_with_two_readings_is_refused_with_both(desk, indicator):
    page = url("indicator_change", indicator.pk)
    both = {"baseline": "1.500", "baseline_year": "2020"}
    assert refused(send(desk, page, **both)) == {
        "baseline": ["“1.500” dapat dibaca dengan dua cara. Pilih satu: 1500 atau 1,50?"]
    }
    assert send(desk, page, **{**both, "baseline": "1500"}).status_code == 302
    indicator.refresh_from_db()
    assert (indicator.baseline, indicator.baseline_year) == (1500, 2020)
    shown = desk.get(page).content.decode()
    assert (fields_of(desk.get(page))["baseline"], "Terbaca: 1.500." in shown) == ("1500", True)
    assert "1.500" in desk.get(url("indicator_changelist")).content.decode()


def test_form_that_is_shown_again_says_which_number_it_read(desk, indicator):
    response = send(desk, url("indicator_target", indicator.pk), value="13,4 ribu", due="kapan-kapan", source="")
    assert set(refused(response)) == {"due", "source"}
    assert "ton Terbaca: 13.400." in response.content.decode()
    assert fields_of(response)["value"] == "13,4 ribu"


@pytest.mark.parametrize(("typed", "saved"), [("-1,61", "-1.61"), ("-1.61", "-1.61"), ("-1.612", "-1.612")])
def test_degrees_are_read_with_either_mark(desk, typed, saved):
    partner = make_partner()
    page = reverse("admin:partners_partner_change", args=[partner.pk])
    assert send(desk, page, latitude=typed, longitude="103,615").status_code == 302
    partner = Partner.objects.get(pk=partner.pk)
    assert (partner.latitude, partner.longitude) == (Decimal(saved), Decimal("103.615"))


@pytest.mark.parametrize("typed", ["20 November 2026", "20 Nov 2026", "20/11/2026", "2026-11-20"])
def test_plain_days_are_taken_as_people_write_them(client, superuser, typed):
    client.force_login(superuser)
    values = {"name": "Hari jadi kota", "kind": "off", "source": "SE Wali Kota", "day": typed}
    assert send(client, url("dayoff_add"), **values).status_code == 302
    assert DayOff.objects.get().day == date(2026, 11, 20)
    page = url("dayoff_change", DayOff.objects.get().pk)
    assert fields_of(client.get(page))["day"] == "20 November 2026"


def test_cancelling_takes_a_day_in_words(desk):
    row = FollowUp.objects.create(agreement=make_signed(), kind="visit", title="Kunjungan")
    values = {"cancelled_on": "20 Nov 2026", "cancelled_reason": "Batal"}
    assert send(desk, url("followup_change", row.pk), **values).status_code == 302
    row.refresh_from_db()
    assert row.cancelled_on == date(2026, 11, 20)


def test_office_sees_the_number_that_was_read(client, operator):
    follow_up = office_desk.make_follow_up(operator)
    client.force_login(operator)
    told = {**office_desk.TOLD, "happened_on": "20 Nov 2026", "own_people": "1.250", "other_1": "Universitas Jambi"}
    wrong = office_desk.send(client, follow_up, **told, other_1_people="1,5")
    assert office_desk.faults(wrong) == {"other_1_people"}
    assert "“1,5” bukan bilangan bulat" in wrong.content.decode()
    sent = office_desk.send(client, follow_up, **{**told, "own_people": "1250"}, other_1_people="1 000")
    assert sent.status_code == 302
    assert set(ReportedParticipation.objects.values_list("people", flat=True)) == {1250, 1000}
    page = client.get(sent.url).content.decode()
    assert all(f": {people}</li>" in page for people in ("1.250", "1.000"))


def test_public_list_counts_in_the_figures_of_the_language(client, editor):
    agreement = make_signed(by=editor, public=True)
    row = FollowUp.objects.create(
        agreement=agreement, kind="training", title="Kursus", done_on=KnownDate.year(2025), result="Selesai"
    )
    Participation.objects.create(follow_up=row, body="Warga", people=1250)
    refresh_digest(agreement)
    pages = [client.get(f"{prefix}{reverse('agreements:follow_ups')}?tab=selesai") for prefix in ("", "/en")]
    texts = [page.content.decode() for page in pages]
    assert ("1.250 peserta" in texts[0], "1,250 participants" in texts[1]) == (True, True)
