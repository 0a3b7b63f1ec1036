"""Work lists after the signing: ending agreements, silent ones, overdue follow-ups, records with nobody in charge."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import ExpressionWrapper
from django.db.models.fields import DateTimeField
from django.db.models.functions import Cast, TruncDate
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.lifecycle.tracks import RUNNING_STAGES, SIGNED_STAGES
from agreements.lifecycle.vocabulary import StatusGroup
from agreements.models import Agreement, FollowUp, FollowUpReport, Instrument, ReportState, Review
from agreements.models.follow_up import FollowUpQuerySet
from agreements.record.condition import LONG_TRACKS, Condition, active_days
from agreements.record.verdict import condition_facts_of, verdict_of
from jambi_coop.lib.dates.counting import DAYS_PER_MONTH, known_between
from jambi_coop.lib.dates.known_date import KnownDate, format_on
from jambi_coop.lib.records.people import name_of

from .attendance import no_person, unattended
from .entry import Heading, Reason, WorkList, by_day
from .next_actions import (
    assign,
    follow_up_to_plan,
    open_agreement,
    report,
    review,
    submitted_report,
)
from .scope import WorklistScope


def months_of_notice() -> int:
    """Return how many months before an end a decision counts as one on that end; later ones count as well."""
    return max(settings.EXPIRY_NOTICE_MONTHS, default=18)


def known_end(agreement: Agreement) -> KnownDate:
    """Return the end of the agreement as its digest has it; may be unknown."""
    return known_between(agreement.digest.ends_earliest, agreement.digest.ends_latest)


# --- ending without a decision -----------------------------------------------------------------------

# An extension decides on ends before its own; its own end needs a new decision.
DECIDES_ON_THE_END = Q(decision=Review.Decision.END) | (
    Q(decision=Review.Decision.EXTEND)
    & (
        Q(instrument__validity=Instrument.Validity.OPEN)
        | Q(instrument__ends_on_latest__gt=OuterRef("digest__ends_latest"))
    )
)


def find_ending(agreements: QuerySet, scope: WorklistScope) -> QuerySet:
    """Find agreements that end soon, or whose end has passed while their stage still says that they run.

    A passed end stays here until a decision is recorded.
    """
    soon = scope.today + timedelta(days=settings.ENDING_SOON_DAYS)
    notice = Value(timedelta(days=round(months_of_notice() * DAYS_PER_MONTH)))
    decided_from = ExpressionWrapper(F("digest__ends_latest") - notice, output_field=DateTimeField())
    rows = agreements.filter(stage__in=RUNNING_STAGES, digest__ends_latest__lte=soon).annotate(
        decided_from=Cast(decided_from, DateField()), day=by_day("digest__ends_latest")
    )
    decided = Review.objects.filter(DECIDES_ON_THE_END, agreement=OuterRef("pk"), held_on__gte=OuterRef("decided_from"))
    return rows.filter(~Exists(decided), ~_renewed())


def _renewed() -> Exists:
    """Condition: a signed agreement renews this one, so that the next decision belongs to that one."""
    # The redundant renews__isnull=False lets the database see how few rows these are.
    renewals = Agreement.objects.alive().filter(renews__isnull=False, stage__in=SIGNED_STAGES)
    return Exists(renewals.filter(renews=OuterRef("pk")))


def why_ending(agreement: Agreement, scope: WorklistScope) -> Reason:
    """Say when the last term ends or ended, and that no decision is recorded."""
    end = known_end(agreement)
    if end.certainly_before(scope.today):
        text = _("The last term ended on %(date)s; no decision is recorded and the stage is still “%(stage)s”.")
    else:
        text = _("The last term ends on %(date)s; no decision to extend or to end is recorded.")
    return Reason(text % {"date": end, "stage": agreement.get_stage_display()}, end, is_deadline=True)


def _rule_ending() -> str:
    return _(
        "The stage says in force, and the last term ends within %(days)d days or has ended; no review in the "
        "%(months)d months before that end or after it lets it end or extends it beyond, and no signed agreement "
        "renews it."
    ) % {"days": settings.ENDING_SOON_DAYS, "months": months_of_notice()}


# --- no follow-up ------------------------------------------------------------------------------------


SILENT_RULES = ("none_yet", "quiet", "nothing_planned", "not_due")
"""The rules that find no activity after the day from which follow-up is counted."""


def find_silent(agreements: QuerySet, scope: WorklistScope) -> QuerySet:
    """Find agreements that bind but where nothing happens: no activity yet, none for long, or none planned."""
    heard_of = Case(When(stretch__rule__in=SILENT_RULES, then="stretch__paper_on"), default="stretch__activity_on")
    rows = agreements.annotate(day=by_day(heard_of, "stretch__paper_on"))
    dated = FollowUp.objects.scheduled().filter(agreement=OuterRef("pk"))
    # Also agreements whose term has not begun.
    not_begun = Q(stage__in=RUNNING_STAGES, stretch__rule="not_due")
    nothing_planned = (Q(stretch__condition=Condition.ATTENTION) | not_begun) & ~Exists(dated)
    rows = rows.filter(Q(stretch__rule__in=("none_yet", "inactive")) | nothing_planned, ~_renewed())
    return rows.prefetch_related("follow_ups")


def why_silent(agreement: Agreement, scope: WorklistScope) -> Reason:
    """Say the condition of the agreement, and that no dated follow-up is planned."""
    evidence = condition_facts_of(agreement, scope.today)
    verdict = verdict_of(agreement, scope.today)
    sentences = [verdict.sentence] if verdict else []
    if not evidence.due and (verdict is None or verdict.rule != "slowing"):  # the sentence of "slowing" says so itself
        sentences.append(_("No follow-up with a date is planned (to be decided)."))
    since = evidence.counted or evidence.paper
    return Reason(" ".join(sentences), since)


def find_ongoing(follow_ups: FollowUpQuerySet, scope: WorklistScope) -> QuerySet:
    """Find follow-ups that have begun, have no due date, and were not reported on for long.

    The limit is the number of days after which an agreement of that track is no longer active.
    """
    long, days, long_days = Q(agreement__track__in=LONG_TRACKS), active_days(""), active_days(LONG_TRACKS[0])
    unheard_of = (long & _unheard_of(long_days, scope)) | (~long & _unheard_of(days, scope))
    # The shorter of the two limits as a separate condition, so that an index can be used.
    begun = Q(started_on_latest__lt=scope.today - timedelta(days=min(days, long_days)))
    rows = follow_ups.open().filter(begun, unheard_of, due_on_latest__isnull=True)
    return rows.annotate(day=by_day("started_on_latest")).prefetch_related("reports")


def _unheard_of(days: int, scope: WorklistScope) -> Q:
    limit = scope.today - timedelta(days=days)
    reported = FollowUpReport.objects.filter(
        follow_up=OuterRef("pk"),
        state__in=(ReportState.SUBMITTED, ReportState.APPROVED),
        happened_on_latest__gte=limit,
    )
    return Q(~Exists(reported), started_on_latest__lt=limit)


def why_ongoing(follow_up: FollowUp, scope: WorklistScope) -> Reason:
    """Say when the follow-up began, and ask whether it still goes on."""
    text = _("Began on %(date)s and has no due date; nothing was reported for long. Does it still go on?")
    return Reason(text % {"date": follow_up.started_on}, follow_up.started_on)


def _rule_silent() -> str:
    return _(
        "Bound by a letter or a text and not ended, and either without any recorded activity for more than %(days)d "
        "days (programmes and memberships: %(long)d), or inactive, or without a follow-up that has a date while there "
        "is no activity yet or it needs attention. Also follow-ups that began as many days ago, have no due date and "
        "were not reported on since."
    ) % {"days": settings.FOLLOW_UP_ACTIVE_DAYS, "long": settings.FOLLOW_UP_ACTIVE_DAYS_LONG}


# --- overdue -----------------------------------------------------------------------------------------


def find_overdue(follow_ups: FollowUpQuerySet, scope: WorklistScope) -> QuerySet:
    """Find overdue follow-ups."""
    return follow_ups.overdue(scope.today).annotate(day=by_day("due_on_latest")).prefetch_related("reports")


def why_overdue(follow_up: FollowUp, scope: WorklistScope) -> Reason:
    """Say when the follow-up was due, how often that was moved, and whether a report waits."""
    text = _("Was due %(on)s.") % {"on": format_on(follow_up.due_on)}
    if follow_up.times_moved:
        text += " " + _("Times the date was moved: %(count)d.") % {"count": follow_up.times_moved}
    if submitted_report(follow_up):
        text += " " + _("The report of the office waits for a decision.")
    return Reason(text, follow_up.due_on, is_deadline=True)


# --- nobody in charge --------------------------------------------------------------------------------

WORKED_ON = (StatusGroup.EXPLORATORY, StatusGroup.PREPARATION, StatusGroup.AWAITING, StatusGroup.IN_FORCE)
"""In force or on the way there: agreements that somebody has to look after."""


def find_agreements_without_person(agreements: QuerySet, scope: WorklistScope) -> QuerySet:
    """Find agreements in force or on the way there that have nobody in charge."""
    rows = agreements.filter(no_person(scope.closed), stretch__status__in=WORKED_ON)
    return rows.annotate(day=by_day(TruncDate("created_at")))


def find_follow_ups_without_person(follow_ups: FollowUpQuerySet, scope: WorklistScope) -> QuerySet:
    """Find open follow-ups that nobody looks after."""
    return follow_ups.open().filter(unattended(scope.closed)).annotate(day=by_day("due_on_latest"))


def _nobody(record) -> str:
    person = record.person_in_charge
    if person is None:
        return _("Nobody is in charge.")
    return _("The account of %(person)s, who was in charge, is closed.") % {"person": name_of(person)}


def why_agreement_without_person(agreement: Agreement, scope: WorklistScope) -> Reason:
    """Say that nobody is in charge, and when the agreement was recorded."""
    day: date = localdate(agreement.created_at)
    text = _("Recorded on %(date)s.") % {"date": KnownDate.day(day)}
    return Reason(f"{_nobody(agreement)} {text}", KnownDate.day(day))


def why_follow_up_without_person(follow_up: FollowUp, scope: WorklistScope) -> Reason:
    """Say that nobody is in charge, and when the follow-up is due."""
    due = _("Due %(on)s.") % {"on": format_on(follow_up.due_on)} if follow_up.due_on else _("It has no due date.")
    return Reason(f"{_nobody(follow_up)} {due}", follow_up.due_on, is_deadline=True)


def _rule_overdue() -> str:
    return _("Not done and not cancelled, and every possible day of the due date has passed.")


def _rule_nobody() -> str:
    return _(
        "Agreements in force or on the way there with nobody in charge. Follow-ups that are neither done nor cancelled "
        "and have neither a person in charge nor a liaison officer of their office nor anybody in charge of the "
        "agreement. Closed accounts do not count."
    )


ENDING = Heading(
    code="ending",
    title=gettext_lazy("Ending soon without a decision"),
    rule=_rule_ending,
    lists=(WorkList("ending", "agreement", WorklistScope.agreements, find_ending, why_ending, review),),
)
SILENT = Heading(
    code="silent",
    title=gettext_lazy("No follow-up, or silent for long"),
    rule=_rule_silent,
    lists=(
        WorkList("silent", "agreement", WorklistScope.agreements, find_silent, why_silent, follow_up_to_plan),
        WorkList("ongoing", "followup", WorklistScope.follow_ups, find_ongoing, why_ongoing, report),
    ),
)
OVERDUE = Heading(
    code="overdue",
    title=gettext_lazy("Follow-ups overdue"),
    rule=_rule_overdue,
    lists=(WorkList("overdue", "followup", WorklistScope.follow_ups, find_overdue, why_overdue, report),),
)
FOLLOW_UPS_WITHOUT_PERSON = WorkList(
    "nobody", "followup", WorklistScope.follow_ups, find_follow_ups_without_person, why_follow_up_without_person, assign
)
AGREEMENTS_WITHOUT_PERSON = WorkList(
    "nobody",
    "agreement",
    WorklistScope.agreements,
    find_agreements_without_person,
    why_agreement_without_person,
    open_agreement,
)
NOBODY_IN_CHARGE = Heading(
    code="nobody",
    title=gettext_lazy("Nobody in charge"),
    rule=_rule_nobody,
    lists=(FOLLOW_UPS_WITHOUT_PERSON, AGREEMENTS_WITHOUT_PERSON),
    in_turn=True,
)
