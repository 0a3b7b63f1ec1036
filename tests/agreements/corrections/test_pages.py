"""The page on which one row is taken back: what it tells first, who may open it, and two people at once."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.lifecycle.vocabulary import Stage
from agreements.models import Agreement, FollowUpReport, ReportState
from agreements.office_reports.actions import approve_report, save_report, submit_report
from agreements.stages.actions import end
from tests.agreements.office_reports.office_desk import make_follow_up
from tests.agreements.staff_desk import fields_of, refused, send, url
from tests.factories import make_agreement, make_instrument, make_signed

from .facts import ON, REASON, TODAY, step_of

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


def page_of(row, kind):
    agreement = row if kind == "end" else getattr(row, "agreement", None) or row.follow_up.agreement
    return url("agreement_correct", agreement.pk, kind, row.pk)


@pytest.fixture
def signed(editor):
    return make_signed(by=editor)


@pytest.fixture
def desk(client, verifier):
    client.force_login(verifier)
    return client


@pytest.fixture
def report(operator, verifier):
    follow_up = make_follow_up(operator)
    values = {"is_final": True, "result": "Dua puluh guru lulus."}
    report = FollowUpReport(follow_up=follow_up, progress="Rapat", happened_on=ON, **values)
    save_report(report, by=operator, now=timezone.now())
    report = submit_report(report, by=operator, now=timezone.now())
    return approve_report(report, by=verifier, now=timezone.now())


# --- what it tells -------------------------------------------------------------------------------------------


def test_step_is_shown_with_its_values_and_what_changes(desk, signed):
    page = desk.get(page_of(step_of(signed, Stage.SIGNING), "step")).content.decode()
    for text in (
        "Penandatanganan",
        "Selesai → <strong>Belum</strong>",
        "<strong>Surat konfirmasi",
        str(signed.signed_on),
    ):
        assert text in page
    assert "Tarik kembali dahulu" not in page


def test_what_stands_on_it_is_listed_with_its_links_and_no_reason_is_asked(desk, signed):
    paper = make_instrument(signed, "extension", signed_on="2026", title="Perpanjangan")
    response = desk.get(page_of(step_of(signed, Stage.CONFIRMATION), "step"))
    page = response.content.decode()
    for row, kind in ((paper, "instrument"), (step_of(signed, Stage.SIGNING), "step")):
        assert f'<a href="{page_of(row, kind)}">' in page
    assert 'name="reason"' not in page
    # Whoever sends the form all the same is refused, with the names.
    step = step_of(signed, Stage.CONFIRMATION)
    response = desk.post(page_of(step, "step"), {"version": step.version, "reason": REASON})
    assert "Perpanjangan" in refused(response)[""][0]
    assert step_of(signed, Stage.CONFIRMATION).state == "approved"


def test_automatic_extension_is_deleted_where_it_stands(desk, signed):
    """Nobody signed it, so no signing can be taken back."""
    text = signed.instruments.get(kind="mou")
    paper = make_instrument(signed, "automatic", signed=False, changes=text, title="Perpanjangan otomatis")
    for row, kind in ((text, "instrument"), (step_of(signed, Stage.SIGNING), "step")):
        assert f'<a href="{url("instrument_change", paper.pk)}">' in desk.get(page_of(row, kind)).content.decode()
    assert send(desk, url("instrument_delete", paper.pk), reason="Dicatat keliru").status_code == 302
    assert 'name="reason"' in desk.get(page_of(text, "instrument")).content.decode()


def test_public_record_says_that_it_is_public(desk, editor):
    public, own = make_signed(by=editor, public=True), make_signed(by=editor)
    pages = [desk.get(page_of(step_of(one, Stage.SIGNING), "step")).content.decode() for one in (public, own)]
    assert ["langsung hilang dari halaman publik" in page for page in pages] == [True, False]


def test_first_step_says_why_it_stays(desk, editor):
    agreement = make_agreement(by=editor)
    page = desk.get(page_of(step_of(agreement, Stage.INITIATIVE), "step")).content.decode()
    assert "tempat sampah" in page
    assert 'name="reason"' not in page


# --- taking back ---------------------------------------------------------------------------------------------


def test_step_is_taken_back_on_the_page(desk, signed):
    step = step_of(signed, Stage.SIGNING)
    assert list(refused(send(desk, page_of(step, "step"), reason="Terlalu pendek"))) == ["reason"]
    response = send(desk, page_of(step, "step"), reason=REASON)
    assert response.headers["Location"] == url("agreement_change", signed.pk)
    signed.refresh_from_db()
    assert signed.stage == Stage.CONFIRMATION


def test_paper_and_end_are_taken_back_on_the_page(desk, signed, editor):
    paper = make_instrument(signed, "minutes", signed_on="2026", title="Risalah")
    send(desk, page_of(paper, "instrument"), reason=REASON)
    paper.refresh_from_db()
    assert not paper.is_signed
    end(signed, by=editor, on=ON, today=TODAY, reason="Mitra menarik diri.")
    panel = desk.get(url("agreement_change", signed.pk)).content.decode()
    assert page_of(signed, "end") in panel
    send(desk, page_of(signed, "end"), reason=REASON)
    signed.refresh_from_db()
    assert signed.stage == Stage.SIGNING


def test_decision_on_a_report_is_taken_back_on_the_page(desk, report):
    shown = desk.get(url("followupreport_change", report.pk)).content.decode()
    assert page_of(report, "report") in shown
    page = desk.get(page_of(report, "report")).content.decode()
    assert "Dua puluh guru lulus. → <strong>–" in page
    response = send(desk, page_of(report, "report"), reason=REASON)
    assert response.headers["Location"] == url("followupreport_change", report.pk)
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED
    shown = desk.get(url("followupreport_change", report.pk)).content.decode()
    assert page_of(report, "report") not in shown


def test_two_correctors_at_once(desk, signed, superuser):
    address = page_of(step_of(signed, Stage.SIGNING), "step")
    opened = fields_of(desk.get(address))
    first = Client()
    first.force_login(superuser)
    assert send(first, address, reason=REASON).status_code == 302
    response = desk.post(address, {**opened, "reason": "Alasan orang yang kedua di sini."})
    assert response.status_code == 409
    assert Agreement.objects.get().history.first().history_user == superuser


# --- who may -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "who", "status"),
    [
        *((kind, "editor", 403) for kind in ("step", "instrument", "end")),
        *((kind, "head", 403) for kind in ("step", "instrument", "end", "report")),
        ("report", "editor", 200),
        ("report", "verifier", 200),
        ("step", "verifier", 200),
        *((kind, "operator", 403) for kind in ("step", "report")),
    ],
)
def test_who_may_open_it(client, request, report, kind, who, status):
    agreement = report.follow_up.agreement
    row = {
        "step": step_of(agreement, Stage.SIGNING),
        "instrument": agreement.instruments.get(kind="mou"),
        "end": agreement,
        "report": report,
    }[kind]
    client.force_login(request.getfixturevalue(who))
    assert client.get(page_of(row, kind)).status_code == status


def test_right_to_correct_alone_is_not_enough(client, head, signed):
    """Who may not edit an agreement corrects nothing in it."""
    head.user_permissions.add(Permission.objects.get(codename="correct_step"))
    client.force_login(head)
    assert client.get(page_of(step_of(signed, Stage.SIGNING), "step")).status_code == 403


@pytest.mark.parametrize("kind", ["step", "instrument", "report", "waiver"])
def test_row_of_another_record_is_not_found(desk, signed, report, kind):
    rows = {"step": step_of(signed, Stage.SIGNING), "instrument": signed.instruments.get(kind="mou"), "report": report}
    other = make_agreement("Lain")
    row = rows.get(kind, signed)
    assert desk.get(url("agreement_correct", other.pk, kind, row.pk)).status_code == 404


def test_draft_of_an_office_is_not_found(desk, report):
    FollowUpReport.objects.update(state=ReportState.DRAFT)
    assert desk.get(page_of(report, "report")).status_code == 404


def test_nothing_is_corrected_in_the_trash(desk, signed, report):
    Agreement.objects.update(trashed_at=timezone.now())
    assert desk.get(page_of(step_of(signed, Stage.SIGNING), "step")).status_code == 403
    assert desk.get(page_of(report, "report")).status_code == 403
    assert "/correct/" not in desk.get(url("agreement_change", signed.pk)).content.decode()


# --- the way there -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "offered"), [("verifier", True), ("editor", False), ("head", False)])
def test_links_are_offered_to_those_who_may(client, request, signed, who, offered):
    client.force_login(request.getfixturevalue(who))
    panel = client.get(url("agreement_change", signed.pk)).content.decode()
    text = signed.instruments.get(kind="mou")
    for row, kind in ((step_of(signed, Stage.COUNCIL), "step"), (text, "instrument")):
        assert (page_of(row, kind) in panel) is offered
    paper = client.get(url("instrument_change", text.pk)).content.decode()
    assert (page_of(text, "instrument") in paper) is offered


def test_step_without_anything_to_take_back_has_no_link(desk, editor):
    agreement = make_agreement(by=editor)
    assert "/correct/" not in desk.get(url("agreement_change", agreement.pk)).content.decode()


def test_page_asks_the_same_questions_whatever_stands_on_the_row(desk, signed):
    address = page_of(step_of(signed, Stage.CONFIRMATION), "step")

    def questions():
        desk.get(address)
        with CaptureQueriesContext(connection) as found:
            assert desk.get(address).status_code == 200
        return len(found)

    make_instrument(signed, "extension", signed_on="2026", title="Perpanjangan")
    few = questions()
    for number in range(5):
        make_instrument(signed, "implementing", signed_on="2026", title=f"Pengaturan {number}")
    assert questions() == few
