"""The pages of instruments; no form of the admin but the acts of signing gives a paper its day."""

from datetime import date

import pytest
from django.contrib import admin
from django.test import RequestFactory

from agreements.admin.form import NewAgreementForm
from agreements.lifecycle.tracks import TRACKS
from agreements.lifecycle.vocabulary import Stage, StepState, Track
from agreements.models import Agreement, Instrument, Signature, Step
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests.agreements.staff_desk import errors_of, fields_of, refused, send, url
from tests.factories import make_agreement, make_instrument, make_signed

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

DAY = KnownDate.day(date(2026, 6, 20))
UNKNOWN = KnownDate.unknown()


@pytest.fixture
def agreement(editor):
    return make_signed(by=editor, on=DAY)


@pytest.fixture
def text(agreement):
    return agreement.instruments.get(kind="mou")


# --- no form gives a day of signing ------------------------------------------------------------------


def forms_of(model, user, obj):
    """Every form of the admin of a model, for a new row or `obj`, with those of the rows inside it."""
    model_admin = admin.site._registry[model]
    request = RequestFactory().get("/")
    request.user, request.resolver_match = user, None
    yield model_admin.get_form(request, obj, change=obj is not None)
    for formset, _inline in model_admin.get_formsets_with_inlines(request, obj):
        yield formset.form


def test_no_form_of_the_admin_has_a_day_of_signing(agreement, superuser):
    """But that of a new agreement, for a text of before 2018, and the pages of the acts."""
    found = {
        (model, form)
        for model in admin.site._registry
        for obj in (None, model.objects.first())
        if model._meta.app_label in ("agreements", "partners")
        for form in forms_of(model, superuser, obj)
        if any(name.endswith("signed_on") for name in form.base_fields)
    }
    assert [(model, issubclass(form, NewAgreementForm)) for model, form in found] == [(Agreement, True)]


PAPERS = sorted({spec.stage for specs in TRACKS.values() for spec in specs if spec.instrument})


def test_stages_that_sign_a_paper():
    assert PAPERS == ["handover", "intent", "on_granting", "signing", "state_agreement"]


@pytest.mark.parametrize(("kind", "stage"), [("sister_city", "intent"), ("sister_city", "signing"),
                                             ("grant", "state_agreement"), ("grant", "on_granting")])  # fmt: skip
def test_page_of_a_step_shows_the_day_of_its_paper(desk, kind, stage):
    agreement = make_agreement(kind=kind)
    holder = "city" if kind == "sister_city" else "finance"
    paper = make_instrument(agreement, "minutes", signed_on="Mei 2026")
    step = Step.objects.create(agreement=agreement, stage=stage, holder=holder, instrument=paper, state="in_progress")
    page = desk.get(url("step_change", step.pk))
    assert not [name for name in fields_of(page) if name == "decided_on"]
    assert "Mei 2026" in page.content.decode()
    send(desk, url("step_change", step.pk), decided_on="2020", note="Dicari")
    step.refresh_from_db()
    paper.refresh_from_db()
    assert (step.decided_on, str(paper.signed_on)) == (UNKNOWN, "Mei 2026")


def test_state_of_a_step_that_signed_is_taken_back_by_the_verb_only(desk, agreement):
    step = agreement.steps.get(stage=Stage.INTENT)
    assert send(desk, url("step_change", step.pk), state="in_progress").status_code == 302
    step.refresh_from_db()
    assert step.state == StepState.DONE


def test_list_of_steps_shows_and_sorts_by_the_day_of_the_paper(desk, agreement):
    later = make_agreement().steps.get()
    later.decided_on = KnownDate.day(date(2026, 6, 21))
    later.save()
    place = admin.site._registry[Step].list_display.index("decided_label") + 1
    page = desk.get(url("step_changelist", stage__exact="signing", o=place))
    assert "20 Juni 2026" in page.content.decode()
    found = [one.pk for one in desk.get(url("step_changelist", o=-place)).context["cl"].result_list]
    assert found[:2] == [later.pk, agreement.steps.get(stage="signing").pk]


# --- the instrument ----------------------------------------------------------------------------------


def test_a_new_paper_is_not_signed(desk, agreement):
    given = {"kind": "plan_of_action", "title": "Rencana aksi", "signed_on": "2020"}
    response = send(desk, url("instrument_add", agreement=agreement.pk), **given)
    assert response.status_code == 302, errors_of(response)
    paper = Instrument.objects.get(kind="plan_of_action")
    assert (paper.is_signed, paper.signed_on) == (False, UNKNOWN)


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"kind": "other", "title": ""}, ["title"]),
        ({"validity": "period"}, ["validity"]),
        ({"validity": "open", "ends_on": "2030"}, ["ends_on"]),
        ({"validity": "duration"}, ["duration"]),
        ({"validity": "open", "duration": "4 tahun"}, ["duration"]),
        ({"validity": "period", "starts_on": "2030", "ends_on": "2029"}, ["ends_on"]),
        ({"validity": "period", "starts_on": "2019", "ends_on": "2020"}, ["ends_on"]),
        ({"ended_on": "2027"}, ["ending"]),
        ({"ended_reason": "Dinas tidak ada lagi"}, ["ending"]),
        ({"ended_on": "2020", "ending": "terminated"}, ["ended_on"]),
    ],
)
def test_what_cannot_be_of_a_text_is_refused(desk, text, values, faults):
    text.signatures.all().delete()
    response = send(desk, url("instrument_change", text.pk), **{"validity": "", "title": "Naskah", **values})
    assert list(refused(response)) == faults


def test_the_text_that_is_changed_is_of_the_same_agreement(desk, text):
    other = make_signed().instruments.get(kind="mou")
    response = send(desk, url("instrument_change", text.pk), changes=other.pk)
    assert list(refused(response)) == ["changes"]


def test_kind_of_a_signed_paper_stays_and_it_is_not_deleted(desk, agreement):
    """Minutes pass no gate: as minutes they could be signed, and then become a text."""
    paper = make_instrument(agreement, "minutes")
    assert "kind" not in fields_of(desk.get(url("instrument_change", paper.pk)))
    send(desk, url("instrument_change", paper.pk), kind="mou", title="Naskah")
    paper.refresh_from_db()
    assert (paper.kind, paper.title) == ("minutes", "Naskah")
    assert desk.post(url("instrument_delete", paper.pk), {"post": "yes"}).status_code == 403
    unsigned = make_instrument(agreement, "minutes", signed=False)
    assert send(desk, url("instrument_delete", unsigned.pk), reason="Dicatat keliru").status_code == 302
    assert list(Instrument.objects.filter(kind="minutes")) == [paper]


def test_names_and_numbers_of_a_signature_are_corrected_and_its_day_is_not(desk, text):
    row = text.signatures.get()
    given = {"signatures-0-name": "Pj Wali Kota", "signatures-0-number": "12/2026", "signatures-0-signed_on": "2020"}
    response = send(desk, url("instrument_change", text.pk), **given)
    assert response.status_code == 302, errors_of(response)
    row.refresh_from_db()
    assert (row.name, row.number, row.signed_on) == ("Pj Wali Kota", "12/2026", DAY)


def test_validity_of_a_text_makes_its_author_the_last_editor(desk, agreement, text, editor):
    response = send(desk, url("instrument_change", text.pk), validity="period", starts_on="2020", ends_on="2030")
    assert response.status_code == 302, errors_of(response)
    agreement.refresh_from_db()
    assert agreement.edited_by == editor
    assert agreement.digest.ends_latest == date(2030, 12, 31)


def test_page_of_the_signing_records_each_side(desk, agreement):
    paper = make_instrument(agreement, "plan_of_action", signed=False)
    party = f"party{agreement.parties.get().pk}"
    response = send(
        desk,
        url("instrument_sign", paper.pk),
        on="25 Juni 2026",
        city_name="Wali Kota",
        city_signed_on="20 Juni 2026",
        **{f"{party}_signed_on": "25 Juni 2026", f"{party}_place": "Seremban"},
    )
    assert response.status_code == 302, errors_of(response)
    found = [(one.side, one.name, one.place, str(one.signed_on)) for one in paper.signatures.all()]
    assert found == [("city", "Wali Kota", "", "20 Juni 2026"), ("partner", "", "Seremban", "25 Juni 2026")]
    paper.refresh_from_db()
    assert str(paper.signed_on) == "25 Juni 2026"


@pytest.mark.parametrize(
    ("kind", "given", "fault"),
    [("plan_of_action", {"on": "1 Januari 2199"}, "masa depan"), ("automatic", {"on": "2020"}, "otomatis")],
)
def test_page_of_the_signing_says_why_it_refuses(desk, agreement, kind, given, fault):
    paper = make_instrument(agreement, kind, signed=False)
    ((sentence, *_),) = refused(send(desk, url("instrument_sign", paper.pk), **given)).values()
    assert fault in sentence
    assert not paper.signatures.exists()


def test_a_paper_is_not_signed_after_its_end_nor_an_extension_before_its_text(desk, agreement, text):
    short = {"validity": "period", "ends_on": parse("2020"), "signed": False}
    for paper, on in (
        (make_instrument(agreement, "minutes", **short), "2021"),
        (make_instrument(agreement, "extension", changes=text, signed=False), "2025"),
    ):
        ((sentence, *_),) = refused(send(desk, url("instrument_sign", paper.pk), on=on)).values()
        assert on in sentence
        assert not paper.signatures.exists()


def test_partner_who_signed_stays_in_the_agreement(desk, agreement, text):
    other = make_agreement().parties.get()
    other.agreement = agreement
    other.save()
    Signature.objects.create(instrument=text, side="partner", party=agreement.parties.first())
    response = send(desk, url("agreement_change", agreement.pk, part="actors"), **{"parties-0-DELETE": "on"})
    assert response.status_code == 200
    assert agreement.parties.count() == 2


def test_track_of_an_old_text_goes_by_the_day_of_its_text(client, superuser):
    client.force_login(superuser)
    old, new = make_agreement(track="legacy", signed_on="2014"), make_signed(on=DAY)
    for agreement, is_possible in ((old, True), (new, False)):
        address = url("agreement_verb", agreement.pk, "change_track")
        track = Track.KSDPL if agreement == old else Track.LEGACY
        response = send(client, address, track=track, reason="Jalurnya keliru sejak awal.")
        assert (response.status_code == 302) is is_possible, errors_of(response)
