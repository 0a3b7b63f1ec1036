"""The rows of a record that are evidence have a trash: out of every list, page and rule, and back again."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from agreements.models import Agreement, FollowUp, Indicator, Instrument, Measurement, Party, Step, Transaction
from agreements.record.locks import lock_alive
from agreements.record.trash import move_to_trash, restore
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.staff_desk import send, url
from tests.factories import make_agreement, make_instrument, make_partner, make_source

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10, 15, tzinfo=ZoneInfo("Asia/Jakarta"))
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


def _party(agreement):
    return agreement.parties.create(partner=make_partner("Kota yang hilang"), role="funder")


def _instrument(agreement):
    return make_instrument(agreement, title="Naskah yang hilang", signed_on="2024")


def _follow_up(agreement):
    return agreement.follow_ups.create(kind="visit", title="Kunjungan yang hilang", done_on="2025", result="Ada")


def _line(agreement):
    values = {"kind": "received", "amount": 5, "currency": "EUR", "description": "Uang yang hilang"}
    return agreement.transactions.create(source=make_source(), **values)


def _indicator(agreement):
    return agreement.indicators.create(title="Hasil yang hilang", level="output", unit="ton")


def _measurement(agreement):
    indicator = agreement.indicators.create(title="Sampah terolah", level="output", unit="ton")
    values = {"period": "2024", "value": 7, "comment": "Nilai yang hilang", "state": "approved"}
    return indicator.measurements.create(source=make_source(), **values)


ROWS = {
    "party": _party,
    "instrument": _instrument,
    "followup": _follow_up,
    "transaction": _line,
    "indicator": _indicator,
    "measurement": _measurement,
}
WITH_PAGES = ["party", "instrument", "followup", "transaction", "indicator", "measurement"]


@pytest.fixture
def agreement(editor):
    return make_agreement("Kerja sama", by=editor, public=True)


@pytest.mark.parametrize("kind", ROWS)
def test_a_row_in_the_trash_is_nowhere_and_comes_back(client, editor, agreement, kind):
    row = ROWS[kind](agreement)
    page = reverse("agreements:detail", args=[agreement.register_number, "kerja-sama"])
    assert "yang hilang" in client.get(page).content.decode()

    move_to_trash(row, by=editor, now=NOW, reason="Dicatat dua kali.")
    assert "yang hilang" not in client.get(page).content.decode()
    assert not type(row).objects.exists() or kind == "party"
    gone = type(row).with_trash.get(pk=row.pk)
    assert (gone.trashed_by, gone.trashed_reason, gone.trashed_at) == (editor, "Dicatat dua kali.", NOW)
    assert row.history.first().history_user == editor

    restore(row, by=editor)
    assert "yang hilang" in client.get(page).content.decode()


def test_what_is_derived_follows(editor, agreement):
    row = _follow_up(agreement)
    move_to_trash(row, by=editor, now=NOW, reason="Dicatat dua kali.")
    assert not Agreement.objects.get().stretch_on(TODAY).activity
    restore(row, by=editor)
    assert Agreement.objects.get().stretch_on(TODAY).activity == KnownDate.year(2025)
    text = _instrument(agreement)
    move_to_trash(text, by=editor, now=NOW, reason="Dicatat dua kali.")
    agreement.refresh_from_db()
    assert not agreement.signed_on


def test_nothing_is_written_to_a_row_in_the_trash(editor, agreement):
    row = _follow_up(agreement)
    move_to_trash(row, by=editor, now=NOW, reason="Dicatat dua kali.")
    with pytest.raises(ValidationError, match="ada di sampah"):
        lock_alive(row)


def test_a_row_that_another_refers_to_stays(editor, agreement):
    text = _instrument(agreement)
    extension = make_instrument(agreement, kind="extension", signed_on="2025", changes=text)
    with pytest.raises(ValidationError, match="merujuk"):
        move_to_trash(text, by=editor, now=NOW, reason="Dicatat dua kali.")
    move_to_trash(extension, by=editor, now=NOW, reason="Dicatat dua kali.")
    move_to_trash(text, by=editor, now=NOW, reason="Dicatat dua kali.")
    with pytest.raises(ValidationError, match="Pulihkan itu dahulu"):
        restore(extension, by=editor)
    line = _line(agreement)
    agreement.transactions.create(kind="received", amount=-1, currency="EUR", corrects=line, source=line.source)
    with pytest.raises(ValidationError, match="merujuk"):
        move_to_trash(line, by=editor, now=NOW, reason="Dicatat dua kali.")


def test_its_place_is_free_meanwhile_and_taken_on_return(editor, agreement):
    party = _party(agreement)
    move_to_trash(party, by=editor, now=NOW, reason="Dicatat dua kali.")
    Party.objects.create(agreement=agreement, partner=party.partner, role=party.role)
    with pytest.raises(ValidationError, match="sudah"):
        restore(party, by=editor)
    step = agreement.steps.first()
    move_to_trash(step, by=editor, now=NOW, reason="Dicatat dua kali.")
    Step.objects.create(agreement=agreement, stage=step.stage, round=step.round, holder=step.holder)


@pytest.mark.parametrize("kind", WITH_PAGES)
def test_pages_move_it_there_show_it_and_bring_it_back(desk, agreement, kind):
    row = ROWS[kind](agreement) if kind != "instrument" else make_instrument(agreement, signed=False)
    assert send(desk, url(f"{kind}_delete", row.pk), reason="Dicatat dua kali.").status_code == 302
    trash = desk.get(url(f"{kind}_changelist"), {"trash": "1"}).content.decode()
    assert url(f"{kind}_change", row.pk) in trash
    page = desk.get(url(f"{kind}_change", row.pk)).content.decode()
    assert "Dicatat dua kali." in page
    assert "Dicatat dua kali." in trash
    assert "editor" in trash
    assert 'name="_save"' not in page
    assert url(f"{kind}_restore", row.pk) in page
    assert send(desk, url(f"{kind}_restore", row.pk)).status_code == 302
    assert type(row).objects.filter(pk=row.pk).exists()


def test_a_step_comes_back_by_those_who_record_steps(client, desk, editor, head, agreement):
    step = agreement.steps.first()
    assert desk.get(url("step_delete", step.pk)).status_code == 403  # only an undone import moves it there
    move_to_trash(step, by=editor, now=NOW, reason="Impor dibatalkan.")
    assert url("step_change", step.pk) not in desk.get(url("step_changelist")).content.decode()
    assert url("step_change", step.pk) in desk.get(url("step_changelist"), {"trash": "1"}).content.decode()
    page = desk.get(url("step_change", step.pk)).content.decode()
    assert "Impor dibatalkan." in page
    assert url("step_restore", step.pk) in page
    client.force_login(head)
    assert url("step_restore", step.pk) not in client.get(url("step_change", step.pk)).content.decode()
    assert client.post(url("step_restore", step.pk)).status_code == 403
    client.force_login(editor)
    assert send(client, url("step_restore", step.pk)).status_code == 302
    assert Step.objects.filter(pk=step.pk).exists()


def test_a_partner_taken_off_in_the_form_goes_to_the_trash(desk, editor, agreement):
    party = _party(agreement)
    address = url("agreement_change", agreement.pk, part="actors")
    assert send(desk, address, **{"parties-1-DELETE": "on"}).status_code == 302
    gone = Party.with_trash.get(pk=party.pk)
    assert (gone.trashed_by, gone.trashed_reason) == (editor, "Dicoret di formulir kerja sama.")
    assert agreement.parties.count() == 1
    agreement.refresh_from_db()
    assert agreement.edited_by == editor
    assert send(desk, url("party_restore", party.pk)).status_code == 302
    assert agreement.parties.count() == 2


def test_the_last_partner_stays(editor, agreement):
    with pytest.raises(ValidationError, match="paling sedikit satu mitra"):
        move_to_trash(agreement.parties.get(), by=editor, now=NOW, reason="Dicatat dua kali.")


def test_a_party_comes_back_after_its_partner(editor, agreement):
    party = _party(agreement)
    move_to_trash(party, by=editor, now=NOW, reason="Dicatat dua kali.")
    move_to_trash(party.partner, by=editor, now=NOW, reason="Dicatat dua kali.")
    with pytest.raises(ValidationError, match="Pulihkan itu dahulu"):
        restore(party, by=editor)


@pytest.mark.parametrize("kind", [*WITH_PAGES, "step"])
def test_the_trash_of_many_rows_asks_as_little_as_of_one(desk, editor, agreement, kind, django_assert_max_num_queries):
    def listed(expected):
        with django_assert_max_num_queries(100) as found:
            page = desk.get(url(f"{kind}_changelist"), {"trash": "1"})
        assert len(page.context["cl"].result_list) == expected
        return len(found)

    rows = list(agreement.steps.all()) if kind == "step" else [ROWS[kind](agreement)]
    if kind != "step":
        other = make_agreement("Lain", by=editor)
        rows += [ROWS[kind](other), ROWS[kind](make_agreement("Ketiga", by=editor))]
    counts = []
    for number, row in enumerate(rows, start=1):
        move_to_trash(row, by=editor, now=NOW, reason="Dicatat dua kali.")
        counts.append(listed(number))
    assert len(set(counts)) == 1


def test_every_kind_of_evidence_has_one():
    for model in (Party, Instrument, Step, FollowUp, Transaction, Indicator, Measurement):
        assert model._default_manager is not model.with_trash
