"""The pages of a step and of its letters: what they ask for, what they lead to, and who may use them."""

import re

import pytest
from django.contrib.auth.models import Group

from agreements.lifecycle.vocabulary import Holder, Stage, StepState
from agreements.models import Agreement, Step
from agreements.record.letters import LetterFacts, add_letter
from agreements.record.search import matching
from agreements.stages.letter_pages import acts_of
from tests.agreements.staff_desk import errors_of, fields_of, refused, send, url
from tests.factories import advance_to, content_of, make_agreement, make_document, make_signed, small_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(editor):
    def place(stage, **values):
        agreement = make_agreement(by=editor, **values)
        advance_to(agreement, stage, editor)
        return agreement

    return place


def step_of(agreement, stage=None, holder=None):
    steps = agreement.steps.filter(stage=stage or agreement.stage).order_by("pk")
    return (steps.filter(holder=holder) if holder else steps).last()


def typed(page):
    """The fields of the form that a clerk fills."""
    return {name for name in fields_of(page) if name not in ("version", "_popup", "_to_field")}


# --- the page of a step --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "written", "shown", "hidden"),
    [
        (
            Stage.PLAN,
            {"signatories", "document", "source", "note"},
            [],
            ["sent_label", "council_role", "outcome", "valid_until"],
        ),
        (Stage.COUNCIL, {"signatories", "document", "source", "note"}, ["council_role"], ["outcome", "valid_until"]),
        (Stage.VERIFICATION, {"signatories", "document", "source", "note"}, ["outcome"], ["council_role"]),
        (
            Stage.CONFIRMATION,
            {"signatories", "document", "source", "note", "valid_until"},
            ["reply_number"],
            ["council_role", "outcome"],
        ),
        (Stage.SIGNING, {"document", "source", "note"}, ["decided_label"], ["sent_label", "reply_number"]),
    ],
)
def test_page_of_a_step_has_only_what_the_step_has(desk, at, stage, written, shown, hidden):
    page = desk.get(url("step_change", step_of(at(stage)).pk))
    assert typed(page) == written
    html = page.content.decode()
    assert [name for name in shown if f"field-{name}" not in html] == []
    assert [name for name in hidden if f"field-{name}" in html] == []


def test_state_and_letters_are_not_typed_and_the_note_is(desk, at):
    step = step_of(at(Stage.COUNCIL))
    given = {"state": "approved", "letter_number": "1", "decided_on": "2020", "note": "Ditelepon."}
    response = send(desk, url("step_change", step.pk), **given)
    assert response.status_code == 302, errors_of(response)
    step.refresh_from_db()
    assert (step.note, step.state, step.letter_number, bool(step.decided_on)) == (
        "Ditelepon.",
        StepState.NOT_STARTED,
        "",
        False,
    )
    assert step.agreement.edited_by


def test_note_that_says_why_the_council_is_not_needed_stays(desk, editor):
    agreement = make_agreement(kind="grant", by=editor)
    values = {"stage": Stage.COUNCIL, "holder": Holder.COUNCIL, "state": "approved", "council_role": "not_needed"}
    step = agreement.steps.create(**values, decided_on="2020", note="Tidak membebani APBD.")
    assert list(refused(send(desk, url("step_change", step.pk), note=""))) == ["note"]


def test_step_shows_its_letters_and_the_acts_that_fit(desk, at, editor):
    step = step_of(at(Stage.COUNCIL))
    assert acts_of(step) == ["send", "receive"]
    response = send(desk, url("step_send", step.pk), number="181/KS", sent_on="1 Mei 2026", subject="Permohonan")
    assert response.url == url("step_change", step.pk), errors_of(response)
    step.refresh_from_db()
    assert acts_of(step) == ["send", "receipt", "remind", "receive"]
    page = desk.get(url("step_change", step.pk)).content.decode()
    for words in ("181/KS", "Permohonan", "1 Mei 2026", *(url(f"step_{name}", step.pk) for name in acts_of(step))):
        assert words in page
    assert url("step_open_round", step.pk) not in page


@pytest.mark.parametrize(
    ("stage", "state", "acts"),
    [
        (Stage.PLAN, "in_progress", []),
        (Stage.PLAN, "done", ["open_round"]),
        (Stage.DISCUSSION, "in_progress", ["send", "remind", "receive"]),
        (Stage.DISCUSSION, "done", ["receive", "open_round"]),
        (Stage.VERIFICATION, "approved", ["receive", "open_round"]),
        (Stage.VERIFICATION, "returned", ["send", "receive", "open_round"]),
        (Stage.SIGNING, "done", []),
    ],
)
def test_acts_that_fit(at, stage, state, acts):
    step = step_of(at(stage))
    step.state = state
    assert acts_of(step) == acts


def test_no_act_on_what_is_ahead_of_another_track_or_in_the_trash(at):
    agreement = at(Stage.COUNCIL)
    ahead = agreement.steps.create(stage=Stage.CONFIRMATION, holder=Holder.FOREIGN_AFFAIRS)
    other = agreement.steps.create(stage=Stage.FULL_POWERS, holder=Holder.FOREIGN_AFFAIRS)
    step = step_of(agreement)
    assert (acts_of(ahead), acts_of(other)) == ([], [])
    step.agreement.trashed_at = "2026-11-24"
    assert acts_of(step) == []


def test_earlier_round_offers_no_act(desk, at):
    agreement = at(Stage.COUNCIL)
    plan = step_of(agreement, Stage.PLAN)
    address = url("step_open_round", plan.pk)
    assert address in desk.get(url("step_change", plan.pk)).content.decode()
    assert send(desk, address).status_code == 302
    assert [step.round for step in agreement.steps.filter(stage=Stage.PLAN)] == [1, 2]
    assert address not in desk.get(url("step_change", plan.pk)).content.decode()


def test_panel_of_the_record_leads_to_the_acts_of_each_ministry(desk, at):
    agreement = at(Stage.CONSULTATION)
    page = desk.get(url("agreement_change", agreement.pk)).content.decode()
    for step in agreement.steps.filter(stage=Stage.CONSULTATION):
        assert f'{url("step_send", step.pk)}?back=tasks"' in page
        assert url("step_change", step.pk) in page
    response = send(desk, f"{url('step_send', step.pk)}?back=tasks", number="1/KS")
    assert response.url == url("agreement_change", agreement.pk)
    assert url("step_send", step_of(at(Stage.PLAN)).pk) not in page


# --- the forms -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "asked"),
    [
        (Stage.COUNCIL, {"decided_on", "council_role"}),
        (Stage.VERIFICATION, {"decided_on"}),
        (Stage.CONFIRMATION, {"decided_on", "valid_until"}),
        (Stage.DISCUSSION, set()),
    ],
)
def test_form_of_the_answer_asks_what_the_step_has(desk, at, stage, asked):
    form = desk.get(url("step_receive", step_of(at(stage)).pk)).context["form"]
    common = {"says", "number", "dated", "received_on", "subject", "correspondent", "document", "upload", "note"}
    assert set(form.fields) - {"version"} == common | asked
    says = [value for value, _label in form.fields["says"].choices]
    decisions = {Stage.DISCUSSION: [], Stage.VERIFICATION: ["approved", "rejected"]}
    assert says == [*decisions.get(stage, ["approved", "returned", "rejected"]), "answer", "other"]


def test_answer_with_its_paper_decides_the_step(desk, at):
    step = step_of(at(Stage.COUNCIL))
    send(desk, url("step_send", step.pk), number="181/KS", sent_on="1 Mei 2026")
    given = {"says": "approved", "number": "DPRD/9", "dated": "2 Juni 2026", "received_on": "5 Juni 2026"}
    upload = content_of(small_pdf(), "keputusan.pdf")
    response = send(desk, url("step_receive", step.pk), **given, upload=upload)
    assert response.status_code == 302, errors_of(response)
    step.refresh_from_db()
    assert (step.state, step.reply_number, str(step.decided_on)) == ("approved", "DPRD/9", "2 Juni 2026")
    assert (step.document.kind, step.document.number) == ("council", "DPRD/9")
    assert step.letters.get(direction="reply").document == step.document


def test_other_letter_decides_nothing(desk, at):
    step = step_of(at(Stage.COUNCIL))
    assert send(desk, url("step_receive", step.pk), says="other", number="DPRD/1").status_code == 302
    step.refresh_from_db()
    assert (step.state, step.reply_number, step.letters.get().direction) == ("not_started", "", "in")


def test_refusal_stands_on_the_form_and_keeps_what_was_typed(desk, at):
    step = step_of(at(Stage.COUNCIL))
    response = send(desk, url("step_receive", step.pk), says="answer", number="DPRD/9", subject="Perihal")
    assert response.status_code == 200
    (sentence,) = refused(response)[""]
    assert "DPRD Kota Jambi" in sentence
    assert fields_of(response)["subject"] == "Perihal"
    response = send(desk, url("step_send", step.pk), number="1", dated="3 Mei 2026", sent_on="1 Mei 2026")
    assert list(refused(response)) == ["sent_on"]
    foreign = make_document(make_agreement("Lain"))
    assert list(refused(send(desk, url("step_send", step.pk), number="1", document=foreign.pk))) == ["document"]
    assert not step.letters.exists()


def test_second_clerk_sees_what_the_first_wrote(desk, at):
    step = step_of(at(Stage.COUNCIL))
    stale = fields_of(desk.get(url("step_send", step.pk)))
    send(desk, url("step_send", step.pk), number="1")
    assert desk.post(url("step_send", step.pk), {**stale, "number": "2"}).status_code == 409
    assert [one.number for one in step.letters.all()] == ["1"]


def test_advance_asks_evidence_of_each_ministry(desk, at):
    agreement = at(Stage.CONSULTATION)
    home, foreign = (step_of(agreement, holder=one) for one in (Holder.HOME_AFFAIRS, Holder.FOREIGN_AFFAIRS))
    send(desk, url("step_send", home.pk), number="120/KS", sent_on="4 Mei 2026")
    address = url("agreement_verb", agreement.pk, "advance")
    page = desk.get(address)
    first, second, _next = page.context["form"].groups()
    assert [str(Holder.HOME_AFFAIRS.label) in first[0], str(Holder.FOREIGN_AFFAIRS.label) in second[0]] == [True, True]
    assert fields_of(page)["home_affairs-letter_number"] == "120/KS"
    assert fields_of(page)["foreign_affairs-letter_number"] == ""
    assert "reply_number" not in fields_of(page)
    given = {
        "on": "10 Juli 2026",
        "home_affairs-reply_number": "193/PUU",
        "home_affairs-decided_on": "1 Juni 2026",
        "home_affairs-upload": content_of(small_pdf(), "mendagri.pdf"),
        "foreign_affairs-reply_number": "D/7",
        "foreign_affairs-decided_on": "9 Juni 2026",
    }
    early = {"foreign_affairs-sent_on": "1 Juli 2026"}
    assert list(refused(send(desk, address, **given, **early))) == ["foreign_affairs-decided_on"]
    given["home_affairs-upload"].seek(0)
    response = send(desk, address, **given)
    assert response.status_code == 302, errors_of(response)
    told = {
        step.holder: (step.letter_number, step.reply_number, str(step.decided_on), step.document is not None)
        for step in agreement.steps.filter(stage=Stage.CONSULTATION)
    }
    assert told == {
        "home_affairs": ("120/KS", "193/PUU", "1 Juni 2026", True),
        "foreign_affairs": ("", "D/7", "9 Juni 2026", False),
    }


def test_advance_asks_only_the_ministry_that_has_not_answered(desk, at):
    agreement = at(Stage.CONSULTATION)
    home = step_of(agreement, holder=Holder.HOME_AFFAIRS)
    send(desk, url("step_send", home.pk), number="120/KS")
    send(desk, url("step_receive", home.pk), says="approved", number="193/PUU", dated="1 Juni 2026")
    address = url("agreement_verb", agreement.pk, "advance")
    assert not [name for name in fields_of(desk.get(address)) if name.startswith("home_affairs")]
    response = send(desk, address, on="10 Juli 2026", reply_number="D/7", decided_on="9 Juni 2026")
    assert response.status_code == 302, errors_of(response)
    assert [step.reply_number for step in agreement.steps.filter(stage=Stage.CONSULTATION)] == ["193/PUU", "D/7"]


# --- the page of a letter ------------------------------------------------------------------------------------


def test_letter_is_corrected_on_its_page_and_the_step_follows(desk, at, editor):
    step = step_of(at(Stage.COUNCIL))
    send(desk, url("step_send", step.pk), number="181/KS", sent_on="1 Mei 2026")
    letter = step.letters.get()
    response = send(desk, url("letter_change", letter.pk), number="118/KS", received_on="3 Mei 2026")
    assert response.status_code == 302, errors_of(response)
    step.refresh_from_db()
    assert (step.letter_number, str(step.received_on)) == ("118/KS", "3 Mei 2026")
    assert matching(Agreement.objects.all(), "118/KS", staff=True).get() == step.agreement
    page = desk.get(url("letter_history", letter.pk)).content.decode()
    assert "118/KS" in page
    assert "181/KS" in page
    assert "118/KS" in desk.get(url("agreement_history", step.agreement_id)).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"received_on": "30 April 2026"}, "received_on"),
        ({"sent_on": "1 Januari 2199"}, "sent_on"),
        ({"sent_on": "x"}, "sent_on"),
    ],
)
def test_letter_with_impossible_days_is_refused_on_its_page(desk, at, changes, field):
    step = step_of(at(Stage.COUNCIL))
    send(desk, url("step_send", step.pk), number="181/KS", sent_on="1 Mei 2026")
    assert list(refused(send(desk, url("letter_change", step.letters.get().pk), **changes))) == [field]


def test_letter_does_not_move_behind_the_decision(desk, at):
    step = step_of(at(Stage.COUNCIL))
    send(desk, url("step_send", step.pk), number="181/KS", sent_on="1 Mei 2026")
    send(desk, url("step_receive", step.pk), says="approved", number="DPRD/9", decided_on="2 Juni 2026")
    sent = step.letters.get(direction="out")
    assert send(desk, url("letter_change", sent.pk), sent_on="3 Juni 2026").status_code == 200
    assert send(desk, url("letter_change", sent.pk), sent_on="2 Juni 2026").status_code == 302


def test_step_is_called_answered_where_the_ministries_are_consulted(desk, at):
    step = step_of(at(Stage.CONSULTATION))
    send(desk, url("step_send", step.pk), number="1", sent_on="1 Mei 2026")
    send(desk, url("step_receive", step.pk), says="approved", number="D/9", dated="2 Juni 2026")
    for address in (url("step_change", step.pk), f"{url('step_changelist')}?state__exact=approved"):
        html = desk.get(address).content.decode()
        assert ">Dijawab<" in html
        assert not re.search(r'(field-state|readonly)[^>]*">\s*Disetujui', html)


def test_further_round_is_not_offered_where_the_act_refuses_it(desk, at, editor):
    signed = make_signed(by=editor)
    for stage in (Stage.COUNCIL, Stage.PLAN):
        step = signed.steps.get(stage=stage)
        address = url("step_open_round", step.pk)
        assert address not in desk.get(url("step_change", step.pk)).content.decode()
    open_one = at(Stage.COUNCIL).steps.get(stage=Stage.PLAN)
    assert url("step_open_round", open_one.pk) in desk.get(url("step_change", open_one.pk)).content.decode()


def test_letter_is_taken_back_by_who_may_correct(client, at, editor, verifier):
    step = step_of(at(Stage.COUNCIL))
    letter = add_letter(step, "out", LetterFacts(number="181/KS"), by=editor)
    client.force_login(editor)
    assert url("letter_take_back", letter.pk) not in client.get(url("letter_change", letter.pk)).content.decode()
    assert client.get(url("letter_take_back", letter.pk)).status_code == 403
    client.force_login(verifier)
    assert url("letter_take_back", letter.pk) in client.get(url("letter_change", letter.pk)).content.decode()
    assert list(refused(send(client, url("letter_take_back", letter.pk), reason="Salah."))) == ["reason"]
    response = send(client, url("letter_take_back", letter.pk), reason="Surat ini milik kerja sama lain.")
    assert response.url == url("step_change", step.pk)
    assert not step.letters.exists()


def test_office_sees_the_letters_of_its_own_records_only(client, at, editor, operator):
    step = step_of(at(Stage.COUNCIL))
    letter = add_letter(step, "out", LetterFacts(number="181/KS", subject="Permohonan"), by=editor)
    client.force_login(operator)
    assert "181/KS" not in client.get(url("letter_changelist")).content.decode()
    assert client.get(url("letter_change", letter.pk)).status_code == 302
    agreement = step.agreement
    agreement.lead_office = operator.offices.first()
    agreement.save()
    assert "181/KS" in client.get(url("letter_changelist")).content.decode()
    assert client.get(url("letter_change", letter.pk)).status_code == 200
    assert client.get(url("step_send", step.pk)).status_code == 403
    assert Group.objects.filter(name="Operator OPD", permissions__codename="view_letter").exists()


def test_list_of_letters_is_searched_by_number_and_takes_few_queries(desk, at, editor, django_assert_max_num_queries):
    step = step_of(at(Stage.COUNCIL))
    for number in range(12):
        add_letter(step, "out", LetterFacts(number=f"{number}/KS/2026", subject="Permohonan"), by=editor)
    with django_assert_max_num_queries(16):
        page = desk.get(url("letter_changelist", direction__exact="out"))
    assert page.context["cl"].result_count == 12
    found = desk.get(url("letter_changelist", q="11/KS/2026"))
    assert [one.number for one in found.context["cl"].result_list] == ["11/KS/2026"]
    found = desk.get(url("step_changelist", q="11/KS/2026"))
    assert list(found.context["cl"].result_list) == [Step.objects.get(pk=step.pk)]


def test_signed_record_still_takes_a_letter_but_no_new_round(desk):
    step = step_of(make_signed(), Stage.CONFIRMATION)
    assert send(desk, url("step_receive", step.pk), says="other", number="D/99").status_code == 302
    response = send(desk, url("step_open_round", step.pk))
    assert response.status_code == 200
    assert refused(response)[""]
    assert step.agreement.steps.filter(stage=Stage.CONFIRMATION).count() == 1
