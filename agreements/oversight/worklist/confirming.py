"""Work lists on the confirmations of offices: to be asked for, to be accepted, and contradicted by an activity."""

from django.db.models import F, Min, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Exists
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.models import Agreement, Attestation
from agreements.record.rounds import CAN_BE_CONFIRMED, begin_of_round, is_due, to_accept
from agreements.record.verdict import verdict_of
from jambi_coop.lib.dates.known_date import KnownDate

from .entry import Heading, Reason, WorkList, by_day
from .next_actions import accept_answers, answers_of, ask_office
from .scope import WorklistScope


def find_to_confirm(agreements: QuerySet, scope: WorklistScope) -> QuerySet:
    """Find agreements that the present round asks for."""
    rows = agreements.filter(CAN_BE_CONFIRMED, is_due(scope.today))
    return rows.annotate(day=by_day("stretch__horizon_on"))


def why_to_confirm(agreement: Agreement, scope: WorklistScope) -> Reason:
    """Say up to when the record is known, and since when its office is to be asked."""
    begin, horizon = begin_of_round(scope.today), agreement.stretch_on(scope.today).horizon_on
    verdict = verdict_of(agreement, scope.today)
    sentences = [verdict.sentence] if verdict else []
    if begin is not None:
        text = _("The office has not been asked in the round that began on %(date)s.")
        sentences.append(text % {"date": KnownDate.day(begin)})
    return Reason(" ".join(sentences), KnownDate.day(horizon) if horizon else KnownDate.unknown())


def _waiting(scope: WorklistScope) -> QuerySet[Attestation]:
    """Return the answers that somebody else than this user entered and nobody has accepted yet."""
    return to_accept().exclude(entered_by=scope.user).filter(agreement=OuterRef("pk")).order_by()


def find_to_accept(agreements: QuerySet, scope: WorklistScope) -> QuerySet:
    """Find agreements with an answer that this user could accept."""
    first = _waiting(scope).values("agreement").annotate(first=Min("entered_on")).values("first")
    return agreements.filter(Exists(_waiting(scope))).annotate(entered_on=Subquery(first), day=by_day("entered_on"))


def why_to_accept(agreement: Agreement, scope: WorklistScope) -> Reason:
    """Say since when an answer waits."""
    day = KnownDate.day(agreement.entered_on)  # type: ignore[attr-defined]  # annotated above
    return Reason(_("An answer of an office, entered on %(date)s, waits for acceptance.") % {"date": day}, day)


def find_contradicted(agreements: QuerySet, scope: WorklistScope) -> QuerySet:
    """Find agreements of which an office said that nothing happened, while an activity of that time was recorded
    later. They leave the list when the record is known beyond that period again."""
    cut = Attestation.objects.filter(
        agreement=OuterRef("pk"),
        kind=Attestation.Kind.SILENT,
        accepted_on__isnull=False,
        ends_on_earliest__gt=OuterRef("known_to"),
    )
    rows = agreements.filter(digest__contradicted__gt=0).annotate(known_to=F("stretch__horizon_on"))
    return rows.filter(Exists(cut)).annotate(day=by_day("stretch__horizon_on"))


def why_contradicted(agreement: Agreement, scope: WorklistScope) -> Reason:
    """Say how many answers are contradicted, and up to when the record is known."""
    number, horizon = agreement.digest.contradicted, agreement.stretch_on(scope.today).horizon_on
    day = KnownDate.day(horizon) if horizon else KnownDate.unknown()
    text = ngettext(
        "An activity was recorded in a time for which %(count)d confirmation says that nothing happened; it counts "
        "only up to there. Ask the office anew.",
        "An activity was recorded in a time for which %(count)d confirmations say that nothing happened; they count "
        "only up to there. Ask the office anew.",
        number,
    )
    return Reason(text % {"count": number}, day)


def _rule() -> str:
    return _(
        "Agreements that bind and have not ended, known only to a day before the present round of confirmations, whose "
        "office was not asked in it; answers that others entered and nobody has accepted; answers that nothing "
        "happened in a time of which an activity was recorded later, until the record is known beyond that time. In "
        "this order."
    )


CONFIRMING = Heading(
    code="confirm",
    title=gettext_lazy("Half-yearly confirmation"),
    rule=_rule,
    in_turn=True,
    lists=(
        WorkList(
            "confirm",
            "agreement",
            WorklistScope.agreements,
            find_to_confirm,
            why_to_confirm,
            ask_office,
            own_title=gettext_lazy("To be confirmed by the office"),
        ),
        WorkList(
            "accept",
            "agreement",
            WorklistScope.agreements,
            find_to_accept,
            why_to_accept,
            accept_answers,
            own_title=gettext_lazy("Answers to accept"),
            staff_only=True,
        ),
        WorkList(
            "contradicted",
            "agreement",
            WorklistScope.agreements,
            find_contradicted,
            why_contradicted,
            answers_of,
            own_title=gettext_lazy("Answers that an activity contradicts"),
        ),
    ),
)
