"""Records for the tests of the work list; each function of `CASES` returns one that stands on a list, and one not."""

from datetime import timedelta

from django.utils import timezone

from agreements.lifecycle.vocabulary import Stage
from agreements.models import (
    Agreement,
    Citation,
    FollowUpReport,
    Indicator,
    LegalBasis,
    Measurement,
    Regulation,
    Review,
)
from agreements.oversight.worklist.waiting import last_late_day
from agreements.record.digest import refresh_digest
from agreements.stages.actions import stop
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.working_days import NO_EXTRA_DAYS
from tests.factories import (
    TODAY,
    confirm,
    make_agreement,
    make_document,
    make_office,
    make_partner,
    make_quiet,
    make_signed,
    make_source,
    make_term,
)

from .worklist_texts import TEXT_CASES


def ago(days):
    return KnownDate.day(TODAY - timedelta(days=days))


def ahead(days):
    return KnownDate.day(TODAY + timedelta(days=days))


def ends(agreement, day):
    make_term(agreement, starts_on="2020", ends_on=day)
    refresh_digest(agreement)
    return agreement


def reviewed(agreement, held_on, decision="end", instrument=None):
    values = {"finding": "Baik", "reason": "Perlu", "instrument": instrument}
    Review.objects.create(agreement=agreement, held_on=held_on, decision=decision, **values)
    return agreement


def ending_without_review(user):
    return ends(make_signed("Segera habis"), ahead(100)), ends(make_signed("Masih lama"), ahead(181))


def ending_with_an_old_review(user):
    old, fresh = (ends(make_signed(name), ahead(100)) for name in ("Tinjauan lama", "Tinjauan baru"))
    return reviewed(old, TODAY - timedelta(days=460)), reviewed(fresh, TODAY - timedelta(days=430))


def ending_with_a_review_that_decides_nothing_on_the_end(user):
    amended, ended = (ends(make_signed(name), ahead(100)) for name in ("Diubah", "Diakhiri"))
    for decision in ("continue", "amend"):
        reviewed(amended, TODAY - timedelta(days=9), decision)
    return amended, reviewed(ended, TODAY - timedelta(days=9))


def ending_again_after_an_extension(user):
    short = ends(make_signed("Diperpanjang sebentar"), ahead(-9))
    term = make_term(short, starts_on=ago(8), ends_on=ahead(100), basis="extension")
    refresh_digest(short)
    return reviewed(short, TODAY - timedelta(days=30), "extend", term), ends(make_signed("Jauh"), ahead(900))


def _renewed(name, make, **values):
    old = ends(make_signed(name), ahead(100))
    new = make(f"{name}, naskah baru", renews=old)
    Agreement.objects.filter(pk=new.pk).update(**{"stage": new.stage, **values})
    return old


def ending_with_a_renewal_in_the_trash(user):
    return _renewed("Dibuang", make_signed, trashed_at=timezone.now()), _renewed("Diperbarui", make_signed)


def ending_with_a_renewal_that_is_not_signed(user):
    return _renewed("Dirundingkan", make_agreement), _renewed("Sudah ditandatangani", make_signed)


def ending_with_a_renewal_that_was_given_up(user):
    return _renewed("Kandas", make_agreement, stage="discontinued"), _renewed("Usai", make_signed, stage="terminated")


def ended_without_a_decision(user):
    old = ends(make_signed("Lama lewat"), ago(2000))
    closed = ends(make_signed("Ditutup"), ago(2000))
    Agreement.objects.filter(pk=closed.pk).update(stage=Stage.COMPLETED)
    return old, closed


def done(agreement, day):
    agreement.follow_ups.create(kind="visit", title="Kunjungan", done_on=day, result="Bertemu")
    refresh_digest(agreement)
    return agreement


def silent_for_long(user):
    return make_quiet("Sunyi", on=ago(200)), done(make_signed("Ramai", on=ago(200)), ago(100))


def nothing_dated_planned(user):
    planned = make_signed("Direncanakan", on=ago(5))
    planned.follow_ups.create(kind="visit", title="Kunjungan", due_on=ahead(30))
    refresh_digest(planned)
    return make_signed("Belum ditentukan", on=ago(5)), planned


def nothing_planned_since_the_signing(user):
    """A meeting long before it is no answer to what comes after it; a date is."""
    agreements = make_signed("Rapat persiapan saja", on=ago(5)), make_signed("Direncanakan", on=ago(5))
    for one in agreements:
        done(one, ago(400))
    agreements[1].follow_ups.create(kind="visit", title="Kunjungan", due_on=ahead(30))
    refresh_digest(agreements[1])
    return agreements


def inactive(user):
    quiet = confirm(done(make_signed("Lama diam", on=ago(2000)), ago(366)), ago(365))
    return quiet, done(make_signed("Hidup", on=ago(2000)), ago(100))


def slowing_with_nothing_planned(user):
    silent, planned = (done(make_signed(name, on=ago(2000)), ago(200)) for name in ("Melambat", "Direncanakan"))
    planned.follow_ups.create(kind="visit", title="Kunjungan", due_on=ahead(200), is_public=False)
    refresh_digest(planned)
    return silent, planned


def ongoing_for_ever(user):
    agreement = make_signed()
    old, fresh = (agreement.follow_ups.create(kind="works", title="A", started_on=ago(days)) for days in (181, 180))
    return old, fresh


def ongoing_and_reported(user):
    agreement = make_signed()
    old, told = (agreement.follow_ups.create(kind="works", title="A", started_on=ago(400)) for _number in range(2))
    FollowUpReport.objects.create(follow_up=old, state="draft", happened_on=ago(10))
    FollowUpReport.objects.create(follow_up=told, state="approved", happened_on=ago(10))
    return old, told


def ongoing_in_a_programme(user):
    course = make_agreement("Kursus", kind="training")
    return tuple(course.follow_ups.create(kind="training", title="A", started_on=ago(days)) for days in (401, 400))


def overdue(user):
    agreement = make_signed()
    late, today = (agreement.follow_ups.create(kind="visit", title="A", due_on=day) for day in (ago(1), ago(0)))
    return late, today


def overdue_in_a_month_that_is_not_over(user):
    agreement = make_signed()
    late = agreement.follow_ups.create(kind="visit", title="A", due_on=f"{TODAY - timedelta(days=TODAY.day):%Y-%m}")
    return late, agreement.follow_ups.create(kind="visit", title="B", due_on=f"{TODAY:%Y-%m}")


def overdue_but_cancelled(user):
    agreement = make_signed()
    closed = agreement.follow_ups.create(
        kind="visit", title="A", due_on=ago(9), cancelled_on=TODAY, cancelled_reason="Batal"
    )
    return agreement.follow_ups.create(kind="visit", title="B", due_on=ago(9)), closed


def at_the_council(days, **dates):
    agreement = make_agreement(f"DPRD {days}")
    agreement.stage = Stage.COUNCIL
    agreement.save()
    dates = dates or {"received_on": KnownDate.day(days), "sent_on": ago(326)}
    return agreement.steps.create(stage=Stage.COUNCIL, holder="council", state="submitted", **dates)


def waiting_for_the_council(user):
    late = last_late_day(45, TODAY, NO_EXTRA_DAYS)
    return at_the_council(late), at_the_council(late + timedelta(days=1))


def waiting_for_the_council_without_a_day_of_receipt(user):
    return at_the_council("lama", sent_on=ago(31)), at_the_council("baru", sent_on=ago(30))


def asked(name, day, stage=Stage.VERIFICATION):
    agreement = make_agreement(name)
    agreement.stage = Stage.VERIFICATION
    agreement.save()
    return agreement.steps.create(stage=stage, holder="home_affairs", state="submitted", sent_on=day)


def waiting_for_a_ministry(user):
    return asked("Lama", ago(31)), asked("Baru", ago(30))


def waiting_since_an_unknown_day(user):
    return asked("Tak bertanggal", KnownDate.unknown()), asked("Tahap lain", ago(99), stage=Stage.INTERMINISTERIAL)


def agreement_without_person(user):
    return make_agreement("Tanpa"), make_agreement("Dengan", person_in_charge=user)


def _somebody_who_left(user):
    return type(user).objects.get_or_create(username="sudah-pindah", defaults={"is_active": False})[0]


def agreement_of_a_closed_account(user):
    gone = _somebody_who_left(user)
    stopped = make_agreement("Berhenti")
    stop(stopped, on=ago(1), code="other", reason="Tidak dilanjutkan.", by=user, today=TODAY)
    return make_agreement("Pindah", person_in_charge=gone), stopped


def follow_up_without_person(user):
    agreement = make_signed()
    free = agreement.follow_ups.create(kind="visit", title="A", due_on=ahead(9))
    return free, agreement.follow_ups.create(kind="visit", title="B", due_on=ahead(9), person_in_charge=user)


def follow_up_of_an_office_with_a_liaison(user):
    agreement = make_signed()
    offices = [make_office(name) for name in ("Penghubung aktif", "Penghubung berhenti")]
    offices[0].liaisons.add(user)
    offices[1].liaisons.add(type(user).objects.create_user("penghubung-lama", is_active=False))
    attended, free = (agreement.follow_ups.create(kind="visit", title="A", office=office) for office in offices)
    return free, attended


def follow_up_of_an_agreement_with_a_person(user):
    gone = _somebody_who_left(user)
    free, attended = (
        make_signed(f"Tanggung {person}", person_in_charge=person).follow_ups.create(
            kind="visit", title="A", person_in_charge=gone
        )
        for person in (gone, user)
    )
    return free, attended


def indicator(name, agreement=None):
    agreement = agreement or make_signed(name)
    return Indicator.objects.create(agreement=agreement, title=name, level="output", unit="orang")


def value(found, years_ago, state="approved"):
    source, period = make_source(), KnownDate.year(TODAY.year - years_ago)
    Measurement.objects.create(indicator=found, period=period, value=1, source=source, state=state, checked_on=TODAY)
    refresh_digest(found.agreement)
    return found


def unreported_this_year(user):
    return value(indicator("Tahun lalu"), 1), value(indicator("Tahun ini"), 0)


def unreported_with_a_draft(user):
    return value(indicator("Konsep"), 0, "draft"), value(indicator("Diajukan"), 0, "submitted")


def ended_with_unproven_results(user):
    found = [ends(make_signed(name), ago(400)) for name in ("Belum terbukti", "Terbukti")]
    for agreement, state in zip(found, ("submitted", "approved"), strict=True):
        promised = indicator("Hasil", agreement)
        promised.targets.create(value=1, source=make_source(), set_on=TODAY)
        value(promised, 2, state)
    return found


def report_to_decide(user):
    follow_ups = [make_signed().follow_ups.create(kind="visit", title="A") for _number in range(2)]
    sent, draft = (
        FollowUpReport.objects.create(follow_up=one, state=state, submitted_at=timezone.now())
        for one, state in zip(follow_ups, ("submitted", "draft"), strict=True)
    )
    return sent, draft


def value_to_decide(user):
    sent, approved = value(indicator("A"), 0, "submitted"), value(indicator("B"), 0)
    return sent.measurements.get(), approved.measurements.get()


def regulation(number, revoked):
    return LegalBasis.objects.create(
        regulation=Regulation.objects.create(
            kind="pp", number=number, year=2000, short_name=number, slug=number, title=number, revoked=revoked
        ),
        article="Pasal 1",
        summary="Isi",
    )


def basis_revoked(user):
    old, new = regulation("lama", True), regulation("baru", False)
    lost, kept = (make_signed(name, checked_on=TODAY) for name in ("Dicabut", "Berlaku"))
    Citation.objects.create(agreement=lost, legal_basis=old)
    for basis in (old, new):
        Citation.objects.create(agreement=kept, legal_basis=basis)
    return lost, kept


def unchecked(user):
    return make_agreement("Belum dicek"), make_agreement("Dicek", checked_on=TODAY)


def exempt(row, days):
    row.publication_class, row.exempt_ground = "exempt", "f"
    row.exempt_review_on = TODAY + timedelta(days=days)
    row.save()
    return row


def exempt_agreement(user):
    return exempt(make_agreement("Dekat"), 30), exempt(make_agreement("Jauh"), 31)


def exempt_document(user):
    agreement = make_signed()
    return exempt(make_document(agreement), -1), exempt(make_document(agreement), 31)


def exempt_partner(user):
    return exempt(make_partner("Dekat"), 0), exempt(make_partner("Jauh"), 365)


def proposed_office(user):
    return make_office("Dinas Usulan", confirmed_on=None), make_office("Dinas Tetap")


CASES = {
    ending_without_review: "ending",
    ending_with_an_old_review: "ending",
    ending_with_a_review_that_decides_nothing_on_the_end: "ending",
    ending_again_after_an_extension: "ending",
    ending_with_a_renewal_in_the_trash: "ending",
    ending_with_a_renewal_that_is_not_signed: "ending",
    ending_with_a_renewal_that_was_given_up: "ending",
    ended_without_a_decision: "ending",
    silent_for_long: "silent",
    nothing_dated_planned: "silent",
    nothing_planned_since_the_signing: "silent",
    inactive: "silent",
    slowing_with_nothing_planned: "silent",
    ongoing_for_ever: "silent",
    ongoing_and_reported: "silent",
    ongoing_in_a_programme: "silent",
    overdue: "overdue",
    overdue_in_a_month_that_is_not_over: "overdue",
    overdue_but_cancelled: "overdue",
    waiting_for_the_council: "waiting",
    waiting_for_the_council_without_a_day_of_receipt: "waiting",
    waiting_for_a_ministry: "waiting",
    waiting_since_an_unknown_day: "waiting",
    agreement_without_person: "nobody",
    agreement_of_a_closed_account: "nobody",
    follow_up_without_person: "nobody",
    follow_up_of_an_office_with_a_liaison: "nobody",
    follow_up_of_an_agreement_with_a_person: "nobody",
    **dict.fromkeys(TEXT_CASES, "texts"),
    unreported_this_year: "results",
    unreported_with_a_draft: "results",
    ended_with_unproven_results: "results",
    report_to_decide: "checks",
    value_to_decide: "checks",
    basis_revoked: "checks",
    unchecked: "checks",
    proposed_office: "checks",
    exempt_agreement: "exemptions",
    exempt_document: "exemptions",
    exempt_partner: "exemptions",
}
