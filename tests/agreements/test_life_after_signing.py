"""One agreement from its signature to its renewal: two reports, a return, an approval, a missed date and its
reminder, a review, an extension and a new text. What the public reads is looked at after each turn."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command

from agreements.follow_up.actions import plan_follow_up
from agreements.follow_up.reviews import Extension, record_review
from agreements.models import Agreement, FollowUp, FollowUpReport, Message, ReportedParticipation, Review
from agreements.office_reports.actions import NextFollowUp, approve_report, return_report, save_report, submit_report
from agreements.record.renewal import renew
from agreements.record.saving import note_edit
from agreements.record.search import matching
from agreements.record.verdict import verdict_of
from jambi_coop.lib.dates.known_date import KnownDate
from tests.clock import noon
from tests.factories import make_partner, make_signed, make_term

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)

SIGNED = date(2026, 3, 27)


@pytest.fixture
def story(editor, verifier, operator, client):
    """The agreement on the day of its signature, published, and what the public reads of it on a day."""
    office = operator.offices.get()
    agreement = make_signed(
        "Kota kembar yang diikuti",
        by=editor,
        on=KnownDate.day(SIGNED),
        today=SIGNED,
        partner=make_partner("Kota Mitra"),
        public=True,
        lead_office=office,
        person_in_charge=editor,
    )
    make_term(agreement, starts_on=KnownDate.day(SIGNED), ends_on=KnownDate.day(date(2027, 3, 26)))
    note_edit(agreement, by=editor, part=agreement.instruments.get(kind="mou"))

    def public(day):
        with time_machine.travel(noon(day), tick=False):
            return client.get(agreement.get_absolute_url()).content.decode()

    def condition(day):
        verdict = verdict_of(Agreement.objects.get(pk=agreement.pk), day)
        return verdict.condition.value, verdict.rule

    return agreement, office, public, condition


def report_on(follow_up, by, day, **values):
    report = FollowUpReport(follow_up=follow_up, happened_on=KnownDate.day(day), **values)
    people = [ReportedParticipation(people=12, office=follow_up.office)]
    save_report(report, by=by, now=noon(day), participants=people)
    return submit_report(report, by=by, now=noon(day))


def report_returned_and_approved(first, operator, verifier, public, condition):
    """The first report is returned, and nothing of it is public; repaired and approved, it counts."""
    day = SIGNED + timedelta(days=60)
    told = {"progress": "Rapat daring pertama", "obstacle": "Beda zona waktu"}
    report = report_on(first, operator, day, **told)
    return_report(report, by=verifier, now=noon(day), note="Sebutkan jumlah peserta dari mitra.")
    assert "Rapat daring pertama" not in public(day)
    assert condition(day) == ("not_due", "not_due")
    report.refresh_from_db()
    report.progress = "Rapat daring pertama dengan 9 orang dari mitra"
    save_report(report, by=operator, now=noon(day), expected=report.version)
    submit_report(report, by=operator, now=noon(day))
    approve_report(report, by=verifier, now=noon(day))
    page = public(day)
    assert "9 orang dari mitra" in page
    assert "Beda zona waktu" not in page
    assert condition(day) == ("active", "active")


def date_missed_and_reminded(first, late, operator, public, condition):
    """Page and condition tell it, and the office is reminded once, although the job runs twice."""
    assert condition(late) == ("attention", "overdue")
    assert "timeline-item--late" in public(late)
    for _run in range(2):
        with time_machine.travel(noon(late), tick=False):
            call_command("send_reminders", verbosity=0)
    urgent = Message.objects.get(recipient=operator, kind=Message.Kind.URGENT, subject__contains=first.title)
    assert f"/lapor/{first.pk}/" in urgent.text
    assert [one.subject for one in mail.outbox].count(urgent.subject) == 1


def finished_with_a_next_step(first, done, operator, verifier, public):
    """The second report finishes it; the step that it names becomes a follow-up of its own, which is returned."""
    final = report_on(
        first,
        operator,
        done,
        progress="Rapat kedua di Jambi",
        is_final=True,
        result="Tiga kegiatan disepakati.",
        next_step="Pertukaran pelajar",
        next_due_on=done + timedelta(days=120),
    )
    approve_report(final, by=verifier, now=noon(done), plan_next=NextFollowUp(final.next_step))
    first.refresh_from_db()
    assert (first.result, first.participations.get().people) == ("Tiga kegiatan disepakati.", 12)
    assert "Tiga kegiatan disepakati." in public(done)
    following = FollowUp.objects.open().get(agreement=first.agreement)
    assert following.title == "Pertukaran pelajar"
    return following


def test_from_signature_to_renewal(story, editor, verifier, operator):
    agreement, office, public, condition = story
    assert condition(SIGNED) == ("not_due", "not_due")
    # The first follow-up is asked for at the signing.
    due = SIGNED + timedelta(days=90)
    first = plan_follow_up(
        agreement, kind="meeting", title="Rapat kerja pertama", office=office, due_on=KnownDate.day(due), by=editor
    )
    report_returned_and_approved(first, operator, verifier, public, condition)
    date_missed_and_reminded(first, due + timedelta(days=9), operator, public, condition)
    following = finished_with_a_next_step(first, due + timedelta(days=12), operator, verifier, public)

    # A review extends it by an addendum. A new text is negotiated; until it is signed, what is open stays in sight.
    reviewed = date(2026, 11, 20)
    review = Review(agreement=agreement, held_on=reviewed, finding="Berjalan", decision="extend", reason="Sepakat")
    extension = Extension(
        starts_on=KnownDate.day(date(2027, 3, 27)), ends_on=KnownDate.day(date(2028, 3, 26)), kind="extension"
    )
    record_review(review, by=editor, today=reviewed, extension=extension)
    assert Agreement.objects.get(pk=agreement.pk).digest.ends_latest == date(2028, 3, 26)
    new = renew(agreement, by=editor, today=date(2027, 6, 1))
    following.refresh_from_db()
    assert (new.renews, following.agreement, new.stage) == (agreement, agreement, "initiative")
    # The renewal is not published yet, so the public does not hear of it.
    assert new.register_number not in public(date(2027, 6, 2))
    assert not matching(Agreement.objects.public(), new.register_number).exists()
