"""The pages of what follows a signature: first follow-up at once, review, renewal, targets, decisions on values."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from agreements.follow_up.plan_pages import wants_first_follow_up
from agreements.lifecycle.vocabulary import Stage
from agreements.models import Agreement, FollowUp, Indicator, Measurement
from agreements.record.digest import refresh_digest
from agreements.record.renewal import renew
from agreements.stages.actions import stop
from agreements.stages.past_steps import record_past
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.staff_desk import refused, send, url
from tests.factories import make_agreement, make_office, make_signed, make_source, make_term, past_steps, sign

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)


@pytest.fixture
def confirmed(editor):
    """Everything before the signing is there."""
    agreement = make_agreement("Siap ditandatangani", by=editor, today=timezone.localdate())
    steps = past_steps(agreement.track, until=Stage.SIGNING, on=KnownDate.year(2025))
    record_past(agreement, steps=steps, by=editor, today=timezone.localdate())
    agreement.refresh_from_db()
    return agreement


def test_signing_asks_at_once_for_the_first_follow_up(client, confirmed, editor):
    office = make_office()
    client.force_login(editor)
    signing = {"to": "signing", "validity": "not_known", "on": "2026-03-27"}
    signing["analysis_reason"] = "Kunjungan resmi sudah ditetapkan."
    response = send(client, url("agreement_verb", confirmed.pk, "advance"), **signing)
    assert response.headers["Location"] == url("agreement_first_follow_up", confirmed.pk)
    response = send(
        client, response.headers["Location"], title="Pertemuan kerja", office=office.pk, due_on="2092-02-01"
    )
    assert response.status_code == 302
    planned = FollowUp.objects.get(agreement=confirmed)
    assert (planned.title, planned.office, planned.due_on) == (
        "Pertemuan kerja",
        office,
        KnownDate.day(date(2092, 2, 1)),
    )


def test_first_follow_up_may_stay_undecided(client, confirmed, editor):
    client.force_login(editor)
    signing = {"to": "signing", "validity": "not_known", "on": "2026-03-27"}
    signing["analysis_reason"] = "Kunjungan resmi sudah ditetapkan."
    send(client, url("agreement_verb", confirmed.pk, "advance"), **signing)
    response = send(client, url("agreement_first_follow_up", confirmed.pk), undecided="on", title="", due_on="")
    assert response.status_code == 302
    assert not FollowUp.objects.exists()


BEFORE_THE_SIGNING = "Kerja sama ini ditandatangani pada 27 Maret 2026. Tindak lanjut pertama dilakukan sesudahnya."
PAST = {"due_on": KnownDate.year(2025), "done_on": KnownDate.year(2025), "result": "Disepakati"}


@pytest.mark.parametrize(
    ("there", "asked"),
    [
        ({"due_on": KnownDate.year(2025), "cancelled_on": date(2025, 5, 1), "cancelled_reason": "Batal"}, True),
        (PAST, True),
        ({}, True),
        ({"due_on": KnownDate.year(2027)}, False),
    ],
    ids=["cancelled", "done before", "without a date", "planned"],
)
def test_first_follow_up_is_asked_unless_one_is_planned(client, confirmed, editor, there, asked):
    FollowUp.objects.create(agreement=confirmed, kind="meeting", title="Rapat lama", **there)
    client.force_login(editor)
    signing = {"to": "signing", "validity": "not_known", "on": "2026-03-27"}
    signing["analysis_reason"] = "Kunjungan resmi sudah ditetapkan."
    response = send(client, url("agreement_verb", confirmed.pk, "advance"), **signing)
    page = url("agreement_first_follow_up", confirmed.pk)
    assert (response.headers["Location"] == page) == asked
    links = [link.url for link in client.get(url("agreement_change", confirmed.pk)).context["panel"]["plans"]]
    assert (page in links) == asked
    response = send(client, page, title="Pertemuan kerja", office=make_office().pk, due_on="2092-02-01")
    assert (response.status_code, FollowUp.objects.count()) == ((302, 2) if asked else (200, 1))


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"due_on": "1 Januari 2020"}, {"due_on": [BEFORE_THE_SIGNING]}),
        ({"due_on": "2025"}, {"due_on": [BEFORE_THE_SIGNING]}),
        ({"due_on": "Maret 2026"}, {"due_on": ["Tanggal ini sudah lewat. Isi tanggal yang belum lewat."]}),
        ({"due_on": "Maret 2092"}, None),
        (
            {"undecided": "on"},
            {"undecided": ["Anda sudah menulis apa yang akan dilakukan. Hapus centang ini, atau kosongkan judulnya."]},
        ),
        ({"undecided": "on", "title": ""}, None),
    ],
)
def test_first_follow_up_comes_after_the_signing_and_is_decided_or_not(client, editor, values, wrong):
    agreement = make_signed(by=editor, on=KnownDate.day(date(2026, 3, 27)))
    values = {"title": "Pertemuan", "office": make_office().pk, "due_on": "2092-02-01", **values}
    client.force_login(editor)
    response = send(client, url("agreement_first_follow_up", agreement.pk), **values)
    assert (response.status_code == 302) == (wrong is None)
    if wrong:
        assert refused(response) == wrong
        assert response.context["form"]["title"].value() == "Pertemuan"


@pytest.mark.parametrize("shown", ["on", None])
def test_first_follow_up_is_public_only_where_ticked(client, editor, shown):
    agreement = make_signed(by=editor, public=True)
    client.force_login(editor)
    page = url("agreement_first_follow_up", agreement.pk)
    assert client.get(page).context["form"]["is_public"].value() is True
    values = {"title": "Rapat tertutup", "office": make_office().pk, "due_on": "2092-02-01", "is_public": shown}
    assert send(client, page, **values).status_code == 302
    assert FollowUp.objects.get().is_public == bool(shown)
    assert ("Rapat tertutup" in client.get(agreement.get_absolute_url()).content.decode()) == bool(shown)


@pytest.mark.parametrize(
    ("left_out", "sentence"),
    [
        ("title", "Tuliskan apa yang akan dilakukan, atau centang “Belum ditentukan”."),
        ("office", "Pilih perangkat daerahnya, atau centang “Belum ditentukan”."),
        ("due_on", "Isi tanggalnya, atau centang “Belum ditentukan”."),
    ],
)
def test_first_follow_up_asks_for_what_is_left_out(client, editor, left_out, sentence):
    agreement = make_signed(by=editor)
    values = {"title": "Pertemuan", "office": make_office().pk, "due_on": "2092-02-01", left_out: ""}
    client.force_login(editor)
    response = send(client, url("agreement_first_follow_up", agreement.pk), **values)
    assert refused(response) == {left_out: [sentence]}
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize(("signed_before", "proposed_after"), [(2500, 90), (10, 80)])
def test_proposed_day_is_ninety_days_after_the_signing_or_for_an_old_text_after_today(
    client, editor, signed_before, proposed_after
):
    today = timezone.localdate()
    agreement = make_signed(by=editor, on=KnownDate.day(today - timedelta(days=signed_before)), today=today)
    client.force_login(editor)
    form = client.get(url("agreement_first_follow_up", agreement.pk)).context["form"]
    assert form.initial["due_on"] == KnownDate.day(today + timedelta(days=proposed_after))


def test_nothing_is_promised_of_a_text_of_which_nobody_knows_whether_it_lives(client, editor):
    agreement = make_signed(by=editor, on=KnownDate.year(2012))
    agreement.steps.all().delete()
    Agreement.objects.filter(pk=agreement.pk).update(stage_as_of_earliest=None, stage_as_of_latest=None)
    agreement.refresh_from_db()
    refresh_digest(agreement)
    assert not wants_first_follow_up(agreement)
    client.force_login(editor)
    form = client.get(url("agreement_first_follow_up", agreement.pk)).context["form"]
    assert "undecided" not in form.fields
    response = send(client, url("agreement_first_follow_up", agreement.pk), title="", due_on="")
    assert refused(response) == {
        "title": ["Tulis apa yang akan dilakukan."],
        "office": ["Pilih perangkat daerahnya."],
        "due_on": ["Isi tanggalnya."],
    }


def test_who_signs_a_renewal_hears_of_what_will_move_there(client, editor):
    old = make_signed("Lama", by=editor, public=True)
    FollowUp.objects.create(agreement=old, kind="visit", title="Kunjungan", due_on="2092")
    new = renew(old, by=editor, today=timezone.localdate())
    client.force_login(editor)
    assert old.register_number in client.get(url("agreement_first_follow_up", new.pk)).context["intro"]
    sign(new, editor)
    for one in (old, new):
        one.refresh_from_db()
    assert (wants_first_follow_up(old), wants_first_follow_up(new)) == (False, True)
    for one, other in ((old, new), (new, old)):
        assert other.register_number in client.get(url("agreement_change", one.pk)).content.decode()


def test_review_with_extension_is_recorded(client, editor):
    agreement = make_signed(by=editor)
    client.force_login(editor)
    response = send(
        client,
        url("agreement_review", agreement.pk),
        finding="Berjalan baik",
        decision="extend",
        reason="Kedua pihak sepakat",
        starts_on="2027-01-01",
        ends_on="2031-12-31",
        kind="exchange",
        signed_on="20 November 2026",
    )
    assert response.status_code == 302
    review = agreement.reviews.get()
    assert (review.instrument.kind, review.recorded_by, review.is_public) == ("exchange", editor, False)


def test_review_without_a_term_for_its_extension_saves_nothing(client, editor):
    agreement = make_signed(by=editor)
    client.force_login(editor)
    values = {"finding": "Baik", "decision": "extend", "reason": "Sepakat", "starts_on": ""}
    response = send(client, url("agreement_review", agreement.pk), **values)
    assert refused(response) == {"starts_on": ["Isi tanggalnya, meskipun hanya tahunnya yang diketahui."]}
    assert not agreement.reviews.exists()


@pytest.mark.parametrize(
    ("decision", "typed", "faults"),
    [
        ("amend", {"ends_on": "2031"}, {"ends_on"}),
        ("end", {"starts_on": "2028", "review_on": "2029-01-01", "notice_months": "6"}, None),
        ("continue", {}, set()),
        ("continue", {"starts_on": ""}, set()),
        ("extend", {"ends_on": "2031"}, set()),
    ],
)
def test_review_drops_nothing_that_was_typed_for_an_extension(client, editor, decision, typed, faults):
    agreement = make_signed(by=editor)
    make_term(agreement, starts_on="2022", ends_on="2026-12-31")
    client.force_login(editor)
    values = {"finding": "Baik", "decision": decision, "reason": "Sepakat", **typed}
    response = send(client, url("agreement_review", agreement.pk), **values)
    faults = set(typed) if faults is None else faults
    assert (set(response.context["form"].errors) if response.status_code == 200 else set()) == faults
    assert agreement.reviews.exists() is not bool(faults)


def test_renewal_leads_to_the_new_record(client, editor):
    agreement = make_signed(by=editor)
    client.force_login(editor)
    response = send(client, url("agreement_renew", agreement.pk))
    new = Agreement.objects.get(renews=agreement)
    assert response.headers["Location"] == url("agreement_change", new.pk)


def test_panel_offers_what_comes_next(client, editor, head):
    agreement = make_signed(by=editor)
    client.force_login(editor)
    page = client.get(url("agreement_change", agreement.pk))
    assert [link.url for link in page.context["panel"]["plans"]] == [
        url(f"agreement_{name}", agreement.pk) for name in ("first_follow_up", "review", "renew")
    ]
    client.force_login(head)
    assert client.get(url("agreement_change", agreement.pk)).context["panel"]["plans"] == []


def test_target_is_set_and_shown_with_the_former_ones(client, editor):
    indicator = Indicator.objects.create(agreement=make_signed(by=editor), title="Orang", level="output", unit="orang")
    source = make_source()
    client.force_login(editor)
    for value, reason in (("1.000.000", ""), ("20,50", "Anggaran dikurangi")):
        response = send(
            client, url("indicator_target", indicator.pk), value=value, due="2027", source=source.pk, reason=reason
        )
        assert response.status_code == 302
    page = client.get(url("indicator_change", indicator.pk)).content.decode()
    assert "<div>1.000.000 – 2027</div><div>20,5 – 2027 – Anggaran dikurangi</div>" in page


def test_changed_value_has_to_be_approved_again(client, editor, verifier):
    indicator = Indicator.objects.create(agreement=make_signed(by=editor), title="Orang", level="output", unit="orang")
    row = Measurement.objects.create(
        indicator=indicator, period=KnownDate.year(2026), value=5, source=make_source(), state="approved"
    )
    client.force_login(editor)
    assert send(client, url("measurement_change", row.pk), value="7").status_code == 302
    row.refresh_from_db()
    assert row.state == "draft"
    send(client, url("measurement_decision", row.pk), decision="submit")
    client.force_login(verifier)
    send(client, url("measurement_decision", row.pk), decision="approve")
    row.refresh_from_db()
    assert row.state == "approved"


def test_a_stopped_proposal_offers_no_first_follow_up(client, editor):
    client.force_login(editor)
    agreement = make_agreement(by=editor)
    planned = url("agreement_first_follow_up", agreement.pk)
    assert planned in client.get(url("agreement_change", agreement.pk)).content.decode()
    stop(agreement, by=editor, on=KnownDate.day(TODAY), today=TODAY, code="partner_withdrew", reason="Mitra mundur.")
    assert planned not in client.get(url("agreement_change", agreement.pk)).content.decode()
