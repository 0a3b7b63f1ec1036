"""Bagian Kerja Sama decides on reports of offices: who may, what it writes, who hears of it."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agreements.models import FollowUp, FollowUpReport, Message, ReportedParticipation, ReportState
from agreements.office_reports.actions import (
    approve_report,
    return_report,
    save_report,
    submit_report,
    take_back_report,
)
from agreements.record.permissions import VERIFIER
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.staff_desk import fields_of, refused, send, url
from tests.factories import make_office, make_signed

from .office_desk import make_follow_up, page

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


@pytest.fixture
def report(operator, verifier):
    """A submitted final report with a next step, on an agreement of the verifier's."""
    agreement = make_signed("Pertukaran guru", person_in_charge=verifier)
    office = operator.offices.get()
    follow_up = FollowUp.objects.create(agreement=agreement, kind="training", title="Kursus bahasa", office=office)
    told = FollowUpReport(
        follow_up=follow_up,
        progress="Kelas dibuka",
        happened_on=KnownDate.day(date(2026, 11, 2)),
        is_final=True,
        result="Dua puluh guru lulus",
        public_note="Terima kasih",
        next_step="Kunjungan balasan",
        next_due_on=date(2027, 2, 1),
    )
    now = timezone.now()
    people = [ReportedParticipation(people=12, office=office)]
    save_report(told, by=operator, now=now, participants=people)
    return submit_report(told, by=operator, now=now)


def change(report):
    return url("followupreport_change", report.pk)


def test_list_names_who_wrote_in_full(desk, report, operator):
    operator.first_name, operator.last_name = "Rina", "Putri"
    operator.save()
    assert "Rina Putri" in desk.get(url("followupreport_changelist")).content.decode()


def test_approving_takes_the_report_over_and_plans_the_next_step(desk, report):
    opened = fields_of(desk.get(change(report)))
    assert opened["plan_next"] == "on"
    answer = desk.post(change(report), {**opened, "approve": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, url("followupreport_changelist"))
    report.refresh_from_db()
    assert report.state == ReportState.APPROVED
    done, planned = FollowUp.objects.order_by("pk")
    assert (done.result, done.public_note, str(done.done_on.latest)) == (
        *("Dua puluh guru lulus", "Terima kasih"),
        "2026-11-02",
    )
    assert done.participations.get().people == 12
    assert (planned.title, planned.office, planned.due_on.latest) == (
        *("Kunjungan balasan", done.office),
        date(2027, 2, 1),
    )


@pytest.mark.parametrize(
    ("parent_is_public", "ticked", "shown"),
    [(True, False, False), (True, True, True), (False, False, False), (False, True, False)],
)
def test_next_step_is_withheld_unless_the_clerk_shows_it(desk, report, parent_is_public, ticked, shown):
    FollowUp.objects.filter(pk=report.follow_up_id).update(is_public=parent_is_public)
    opened = fields_of(desk.get(change(report)))
    assert opened["next_title"] == "Kunjungan balasan"
    assert "next_is_public" not in opened
    changes = {"next_title": "Kunjungan ke mitra", **({"next_is_public": "on"} if ticked else {})}
    assert desk.post(change(report), {**opened, **changes, "approve": "1"}).status_code == 302
    planned = FollowUp.objects.get(title="Kunjungan ke mitra")
    assert planned.is_public == shown
    public = desk.get(report.follow_up.agreement.get_absolute_url()).content.decode()
    assert "Kunjungan balasan" not in public


def test_next_step_needs_words_to_be_planned(desk, report):
    refused = send(desk, change(report), approve="1", next_title="")
    assert [one.id for one in refused.context["faults"]] == ["id_next_title"]
    report.refresh_from_db()
    assert (report.state, FollowUp.objects.count()) == (ReportState.SUBMITTED, 1)


def test_next_step_is_planned_only_when_asked(desk, report):
    assert send(desk, change(report), approve="1", plan_next=None).status_code == 302
    assert FollowUp.objects.count() == 1


def test_no_box_without_a_next_step(desk, report):
    FollowUpReport.objects.filter(pk=report.pk).update(next_step="")
    fields = fields_of(desk.get(change(report)))
    assert ("note" in fields, "plan_next" in fields) == (True, False)


def test_returning_needs_a_note_and_keeps_the_report(desk, report):
    refused = send(desk, change(report), **{"return": "1"})
    assert refused.status_code == 200
    assert [one.id for one in refused.context["faults"]] == ["id_note"]
    assert send(desk, change(report), note="Tulis jumlah peserta", **{"return": "1"}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.review_note) == (ReportState.RETURNED, "Tulis jumlah peserta")
    assert not FollowUp.objects.get().done_on


@pytest.mark.parametrize("changes", [{"version": "1"}, {"version": ""}])
def test_a_report_that_changed_is_not_decided_on(desk, report, changes):
    assert send(desk, change(report), approve="1", **changes).status_code == 409
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED


def test_no_button_means_no_decision(desk, report):
    assert refused(send(desk, change(report))) == {"": ["Pilih: setujui atau kembalikan."]}


@pytest.mark.parametrize(
    ("role", "opens", "decides"),
    [
        ("editor", 200, 302),
        ("verifier", 200, 302),
        ("superuser", 200, 302),
        ("head", 200, 403),
        ("manager", 200, 403),
        ("operator", 403, 403),
    ],
)
def test_only_those_with_the_right_decide(client, request, report, role, opens, decides):
    client.force_login(request.getfixturevalue(role))
    page = client.get(change(report))
    assert page.status_code == opens
    if opens == 200:
        assert ("note" in fields_of(page)) == (decides == 302)
    assert client.post(change(report), {"approve": "1", "version": report.version}).status_code == decides
    report.refresh_from_db()
    assert (report.state == ReportState.APPROVED) == (decides == 302)


def test_who_wrote_it_does_not_decide(desk, report, editor):
    FollowUpReport.objects.filter(pk=report.pk).update(written_by=editor)
    assert "note" not in fields_of(desk.get(change(report)))
    answer = desk.post(change(report), {"approve": "1", "version": report.version})
    assert refused(answer) == {"": ["Laporan ini Anda tulis sendiri. Orang lain harus memutuskannya."]}
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED


def test_page_names_who_sent_it_and_apart_from_that_who_returned_it_before(desk, report, operator, verifier):
    def shown():
        html = desk.get(change(report)).content.decode()
        warning = html.partition('class="panel-warning"')[2].partition("</div>")[0]
        return html.partition('class="stands"')[2].partition("</p>")[0], warning

    stands, warning = shown()
    assert (operator.username in stands, warning) == (True, "")
    return_report(report, by=verifier, now=timezone.now(), note="Tulis jumlahnya.\nLampirkan <daftar>.")
    stands, warning = shown()
    assert verifier.username in stands
    assert "Tulis jumlahnya.<br>Lampirkan &lt;daftar&gt;." in warning
    assert verifier.username not in warning
    report.refresh_from_db()
    submit_report(report, by=operator, now=timezone.now())
    stands, warning = shown()
    assert (operator.username in stands, verifier.username in stands) == (True, False)
    assert verifier.username in warning
    assert "Tulis jumlahnya.<br>" in warning


def test_list_is_called_after_what_stands_in_it(desk, report):
    page = desk.get(url("followupreport_changelist"))
    assert page.context["title"].lower() == str(FollowUpReport._meta.verbose_name_plural)


def test_report_is_read_only_and_has_a_history(desk, report):
    assert desk.get(url("followupreport_add")).status_code == 403
    assert desk.post(url("followupreport_delete", report.pk), {"post": "yes"}).status_code == 403
    assert "Kelas dibuka" in desk.get(url("followupreport_history", report.pk)).content.decode()


def test_list_shows_what_waits_and_others_on_demand(desk, report, operator):
    other = FollowUp.objects.create(agreement=report.follow_up.agreement, kind="visit", title="Lain")
    returned = FollowUpReport.objects.create(follow_up=other, state=ReportState.RETURNED)

    def listed(**query):
        return set(desk.get(url("followupreport_changelist", **query)).context["cl"].result_list)

    assert listed() == {report}
    assert listed(state="returned") == {returned}
    assert listed(state="all") == {report, returned}
    assert listed(state="salah") == {report}


def test_a_draft_is_seen_by_its_office_only(client, superuser, report, operator):
    """Whether it was never sent or taken back."""
    client.force_login(operator)
    client.post(page(report.follow_up), {"take_back": "1", "version": report.version})
    client.force_login(superuser)
    for state in ("", "all", "draft"):
        listing = client.get(url("followupreport_changelist", state=state))
        assert list(listing.context["cl"].result_list) == []
    for address in (change(report), url("followupreport_history", report.pk)):
        answer = client.get(address)
        assert answer.status_code == 302
        assert "Kelas dibuka" not in answer.content.decode()


def test_menu_leads_to_the_reports(desk, report):
    assert url("followupreport_changelist") in desk.get(url("agreement_changelist")).content.decode()


def test_page_of_a_follow_up_leads_an_office_to_its_report(client, report, operator):
    lost = FollowUp.objects.create(agreement=report.follow_up.agreement, kind="visit", title="Milik dinas lain")
    client.force_login(operator)
    for follow_up, leads in ((report.follow_up, True), (lost, False)):
        page = client.get(url("followup_change", follow_up.pk)).content.decode()
        assert (f'href="/lapor/{follow_up.pk}/"' in page) == leads


# --- who hears of it -------------------------------------------------------------------------------


def news():
    return [(one.recipient.username, one.key.rpartition(":")[0], one.kind) for one in Message.objects.order_by("pk")]


def test_person_in_charge_hears_of_a_report(report):
    message = Message.objects.get()
    assert news() == [("verifikator", f"report:{report.pk}", "news")]
    assert message.key == f"report:{report.pk}:v{report.version}"
    assert change(report) in message.text
    assert message.items.get().follow_up == report.follow_up


@pytest.mark.parametrize("decision", [{"approve": "1"}, {"return": "1", "note": "Tulis jumlah peserta"}])
def test_writer_hears_of_the_decision(desk, report, decision, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(desk, change(report), **decision)
    assert news()[1:] == [("operator", f"report:{report.pk}", "news")]
    message = Message.objects.get(recipient__username="operator")
    assert message.state == Message.State.SENT
    assert mail.outbox[0].to == ["operator@example.org"]
    assert f"/lapor/{report.follow_up_id}/" in message.text
    assert decision.get("note", "") in message.text


def test_mail_server_that_is_away_stops_nothing(desk, report, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = "tests.no_such_backend"
    with django_capture_on_commit_callbacks(execute=True):
        assert send(desk, change(report), approve="1").status_code == 302
    report.refresh_from_db()
    assert report.state == ReportState.APPROVED
    assert Message.objects.get(recipient__username="operator").state == Message.State.FAILED


def test_nobody_is_told_of_what_they_did_themselves(report, operator, verifier):
    agreement = report.follow_up.agreement
    agreement.person_in_charge = operator
    agreement.save()
    Message.objects.all().delete()
    return_report(report, by=verifier, now=timezone.now(), note="Perbaiki")
    Message.objects.all().delete()
    report.refresh_from_db()
    submit_report(report, by=operator, now=timezone.now())
    assert [name for name, _key, _kind in news()] == ["verifikator"]


def test_whoever_wrote_any_of_it_cannot_decide(client, operator, editor, verifier):
    """One wrote the draft, another only pressed the button: neither approves."""
    follow_up = make_follow_up(operator)
    report = FollowUpReport(follow_up=follow_up, progress="Rapat", happened_on=KnownDate.day(timezone.localdate()))
    save_report(report, by=editor, now=timezone.now())
    submit_report(report, by=operator, now=timezone.now())
    with pytest.raises(ValidationError, match="Anda tulis sendiri"):
        approve_report(report, by=editor, now=timezone.now())
    client.force_login(editor)
    assert "note" not in fields_of(client.get(change(report)))
    # Whoever returned it once has not written it.
    return_report(report, by=verifier, now=timezone.now(), note="Lengkapi")
    report.refresh_from_db()
    submit_report(report, by=operator, now=timezone.now())
    assert approve_report(report, by=verifier, now=timezone.now()).state == "approved"


def test_office_takes_back_what_nobody_decided_on(client, operator, verifier):
    follow_up = make_follow_up(operator)
    report = FollowUpReport(follow_up=follow_up, progress="Rapat", happened_on=KnownDate.day(timezone.localdate()))
    save_report(report, by=operator, now=timezone.now())
    submit_report(report, by=operator, now=timezone.now())
    client.force_login(operator)
    # Seen on another version it stays, and so does what is no liaison's to take back.
    client.post(page(follow_up), {"take_back": "1", "version": report.version - 1})
    report.refresh_from_db()
    assert report.state == "submitted"
    with pytest.raises(PermissionDenied, match="Hanya petugas penghubung"):
        take_back_report(report, by=verifier)
    assert client.post(page(follow_up), {**fields_of(client.get(page(follow_up))), "take_back": "1"}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.history.first().history_user) == ("draft", operator)
    submit_report(report, by=operator, now=timezone.now())
    report.refresh_from_db()
    approve_report(report, by=verifier, now=timezone.now())
    with pytest.raises(ValidationError, match="sudah diputuskan"):
        take_back_report(report, by=operator)


@pytest.mark.parametrize(
    ("in_charge", "chief", "told"),
    [
        ("active", "active", {"verifikator"}),
        ("active", "decides", {"verifikator", "pimpinan"}),
        (None, "active", {"editor", "verifikator"}),
        (None, "decides", {"editor", "verifikator", "pimpinan"}),
        ("closed", "active", {"editor"}),
        ("no address", "closed", {"editor"}),
        (None, None, {"editor", "verifikator"}),
        ("writer", None, {"editor"}),
        ("of an office", None, {"editor"}),
    ],
)
def test_news_of_a_report_finds_somebody(operator, editor, verifier, head, in_charge, chief, told):
    follow_up = make_follow_up(operator)
    for person, state in ((verifier, in_charge), (head, chief)):
        person.is_active, person.email = state != "closed", "" if state == "no address" else person.email
        person.save()
    make_office("Bagian Kerja Sama", code="bagian-kerja-sama", head=head if chief else None)
    if in_charge == "of an office":
        verifier.groups.set(operator.groups.all())
    if chief == "decides":
        head.groups.add(Group.objects.get(name=VERIFIER))
    follow_up.agreement.person_in_charge = verifier if in_charge else None
    follow_up.agreement.save()
    report = FollowUpReport(follow_up=follow_up, progress="Rapat", happened_on=KnownDate.day(timezone.localdate()))
    save_report(report, by=verifier if in_charge == "writer" else operator, now=timezone.now())
    submit_report(report, by=operator, now=timezone.now())
    assert {message.recipient.username for message in Message.objects.filter(kind="news")} == told


@pytest.mark.parametrize(
    ("state", "told"), [("still there", {"editor"}), ("closed", {"verifikator"}), ("of an office", {"verifikator"})]
)
def test_who_returned_it_hears_of_the_repair(operator, editor, verifier, state, told):
    follow_up = make_follow_up(operator)
    follow_up.agreement.person_in_charge = verifier
    follow_up.agreement.save()
    report = FollowUpReport(follow_up=follow_up, progress="Rapat", happened_on=KnownDate.day(timezone.localdate()))
    save_report(report, by=operator, now=timezone.now())
    submit_report(report, by=operator, now=timezone.now())
    return_report(report, by=editor, now=timezone.now(), note="Tulis jumlahnya")
    Message.objects.all().delete()
    if state == "of an office":
        editor.groups.set(operator.groups.all())
    editor.is_active = state != "closed"
    editor.save()
    report = FollowUpReport.objects.get()
    submit_report(report, by=operator, now=timezone.now())
    assert {message.recipient.username for message in Message.objects.all()} == told


def test_link_of_the_news_opens_where_it_can_be_decided(client, operator, editor, verifier, head):
    make_office("Bagian Kerja Sama", code="bagian-kerja-sama", head=head)
    follow_up = make_follow_up(operator)
    report = FollowUpReport(follow_up=follow_up, progress="Rapat", happened_on=KnownDate.day(timezone.localdate()))
    save_report(report, by=operator, now=timezone.now())
    submit_report(report, by=operator, now=timezone.now())
    assert Message.objects.exists()
    for message in Message.objects.select_related("recipient"):
        client.force_login(message.recipient)
        assert change(report) in message.text
        assert client.get(change(report)).context["hindrance"] == ""
