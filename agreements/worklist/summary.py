"""One page for the head of the office: six signals in numbers, where it goes well and where not, what to decide.

Facts with dates, of all agreements of this city that the reader may see; comparison cases stand outside.
"""

from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from agreements.condition import Condition, condition_case, condition_of, evidence_of
from agreements.lifecycle import Group
from agreements.models import Agreement, Transaction
from agreements.status import group_q
from jambi_coop.lib.dates import KnownDate
from jambi_coop.lib.money import format_money

from .after_signing import NOBODY_IN_CHARGE
from .checks import CHECKS
from .entry import Row
from .lists import Section, sections
from .names import title_of
from .scope import AGREEMENT, FOLLOW_UP, Scope, View

SHOWN, DECISIONS = 5, 3
WORST = (Condition.INACTIVE, Condition.NONE_YET, Condition.ATTENTION)


@dataclass(frozen=True)
class Signal:
    """One of the six: the question, its number, the sentence, and the list that proves it, where there is one."""

    title: str
    number: str
    sentence: str
    list_code: str = ""


@dataclass(frozen=True)
class Standing:
    """An agreement with its condition and the reason; `lang` is the language of a title that has no translation."""

    agreement: Agreement
    title: str
    lang: str
    condition: str
    label: str
    sentence: str


@dataclass(frozen=True)
class Decision:
    """What is asked of the reader: how many, and the first of them."""

    title: str
    count: int
    rows: list[Row]
    list_code: str


@dataclass(frozen=True)
class Summary:
    """Everything that the page shows."""

    signals: list[Signal]
    weakest: list[Standing]
    strongest: list[Standing]
    decisions: list[Decision]
    sections: list[Section]
    examples: int


def summary_of(scope: Scope) -> Summary:
    """The page as it stands on the day of `scope`, over everything that the reader may see."""
    scope = scope.with_view(View.ALL)
    agreements = scope.records(AGREEMENT)
    found = {section.work_list.code: section for section in sections(scope, DECISIONS)}
    counts = _counts(agreements, scope)
    ended = group_q(Group.ENDED, scope.today)
    living = agreements.filter(~ended).annotate(condition=condition_case(scope.today))
    conditions = {row["condition"]: row["count"] for row in living.values("condition").annotate(count=Count("pk"))}
    # Invented agreements are no news where there are real ones.
    compared = living.filter(is_example=False) if counts["examples"] < counts["total"] else living
    return Summary(
        signals=[
            _life(conditions),
            _results(counts, _money(agreements)),
            _readiness(counts),
            _others(counts),
            _coordination(counts, found["waiting"]),
            _people(scope),
        ],
        weakest=_standings(_weakest(compared), scope),
        strongest=_standings(_strongest(compared), scope),
        decisions=_decisions(found, scope),
        sections=list(found.values()),
        examples=counts["examples"],
    )


def _counts(agreements: QuerySet, scope: Scope) -> dict:
    in_force = group_q(Group.IN_FORCE, scope.today)
    return agreements.aggregate(
        total=Count("pk"),
        examples=Count("pk", filter=Q(is_example=True)),
        in_force=Count("pk", filter=in_force),
        with_others=Count("pk", filter=in_force & ~Q(other_actors="")),
        without_proof=Count("pk", filter=Q(digest__steps_without_proof__gt=0)),
        with_file=Count("pk", filter=Q(digest__analysis_not_done__isnull=False)),
        points_missing=Count("pk", filter=Q(digest__analysis_not_done__gt=0)),
        at_visit=Count("pk", filter=Q(digest__signed_at_visit=True)),
        promised=Coalesce(Sum("digest__results_promised"), 0),
        proven=Coalesce(Sum("digest__results_proven"), 0),
        reached=Coalesce(Sum("digest__results_reached"), 0),
        waiting=Count("pk", filter=Q(digest__waiting_since__isnull=False)),
        waiting_since=Min("digest__waiting_since"),
    )


def _money(agreements: QuerySet) -> str:
    """What was committed and received, by currency; only lines that were checked, never added up over currencies."""
    lines = Transaction.objects.countable().filter(agreement__in=agreements.values("pk")).order_by()
    sums = lines.values("currency", "kind").annotate(sum=Sum("amount")).order_by("currency", "kind")
    language = get_language() or "id"
    words = {
        Transaction.Kind.COMMITMENT: _("%(amount)s committed"),
        Transaction.Kind.RECEIVED: _("%(amount)s received"),
    }
    return "; ".join(
        words[row["kind"]] % {"amount": format_money(row["sum"], row["currency"], language)} for row in sums
    )


# --- the six signals ---------------------------------------------------------------------------------


def _life(conditions: dict[str, int]) -> Signal:
    total = sum(count for condition, count in conditions.items() if condition)
    title = _("What happens after signing?")
    if not total:
        return Signal(title, "–", _("No agreement that has not ended binds the city yet."))
    given = {condition.value: conditions.get(condition, 0) for condition in Condition}
    text = _(
        "%(active)d of %(total)d agreements that bind the city and have not ended are active; %(attention)d need "
        "attention, %(inactive)d are inactive, %(none_yet)d have no activity yet, for %(not_due)d it is too early."
    )
    return Signal(title, f"{given['active']}/{total}", text % {**given, "total": total}, "silent")


def _results(counts: dict, money: str) -> Signal:
    title = _("What came of it, compared with what was promised?")
    if counts["promised"]:
        text = _("%(reached)d of %(promised)d promised results are reached; %(proven)d have a verified value.") % counts
    else:
        text = _("No promised results are recorded yet.")
    number = f"{counts['reached']}/{counts['promised']}" if counts["promised"] else "–"
    money = _("Money that was checked: %(money)s.") % {"money": money} if money else ""
    return Signal(title, number, f"{text} {money}".strip(), "results")


def _readiness(counts: dict) -> Signal:
    text = ngettext(
        "%(without_proof)d of %(total)d agreements has a legal step recorded without proof.",
        "%(without_proof)d of %(total)d agreements have legal steps recorded without proof.",
        counts["without_proof"],
    )
    more = _(
        "An assessment before signing is recorded for %(with_file)d; in %(points_missing)d of them points of the "
        "analysis were not done. Signed beside an official visit: %(at_visit)d."
    )
    number = f"{counts['points_missing']}/{counts['with_file']}" if counts["with_file"] else "–"
    return Signal(_("Was it prepared before signing?"), number, f"{more % counts} {text % counts}")


def _others(counts: dict) -> Signal:
    text = _(
        "%(with_others)d of %(in_force)d agreements in force name universities, business or community beside the "
        "government."
    )
    number = f"{counts['with_others']}/{counts['in_force']}" if counts["in_force"] else "–"
    sentence = text % counts if counts["in_force"] else _("No agreement is in force.")
    return Signal(_("Who else is involved?"), number, sentence)


def _coordination(counts: dict, waiting: Section) -> Signal:
    text = ngettext(
        "%(count)d agreement waits for an answer of others at its present stage.",
        "%(count)d agreements wait for an answer of others at their present stage.",
        counts["waiting"],
    ) % {"count": counts["waiting"]}
    if counts["waiting_since"]:
        text += " " + _("The longest since %(date)s.") % {"date": KnownDate.day(counts["waiting_since"])}
    if waiting.count:
        more = ngettext(
            "%(count)d answer is late by the rule of the list “Waiting for an answer”.",
            "%(count)d answers are late by the rule of the list “Waiting for an answer”.",
            waiting.count,
        )
        text += " " + more % {"count": waiting.count}
    title = _("Where does coordination with the centre and the council stand?")
    return Signal(title, str(counts["waiting"]), text, "waiting")


def _people(scope: Scope) -> Signal:
    counts = {source.kind: source.records(scope).count() for source in NOBODY_IN_CHARGE.sources}
    given = {"agreements": counts[AGREEMENT], "follow_ups": counts[FOLLOW_UP]}
    text = _("Nobody is in charge of %(agreements)d agreements and %(follow_ups)d open follow-ups.") % given
    return Signal(_("Who is in charge?"), str(sum(given.values())), text, "nobody")


# --- where it goes well and where not ----------------------------------------------------------------


def _weakest(living: QuerySet) -> QuerySet:
    """Inactive, then none yet, then what needs attention; in each the longest silence first."""
    ranks = Case(
        *(When(Q(condition=condition), then=Value(rank)) for rank, condition in enumerate(WORST)),
        output_field=IntegerField(),
    )
    silent_since = Coalesce("digest__activity_on", "digest__anchor_on")
    rows = living.filter(condition__in=WORST).annotate(weight=ranks, silent_since=silent_since)
    return rows.order_by("weight", F("silent_since").asc(nulls_last=True), "pk")


def _strongest(living: QuerySet) -> QuerySet:
    """Active ones: with the most reached results, then the latest activity."""
    rows = living.filter(condition=Condition.ACTIVE)
    return rows.order_by("-digest__results_reached", F("digest__activity_on").desc(nulls_last=True), "pk")


def _standings(rows: QuerySet, scope: Scope) -> list[Standing]:
    found = []
    for agreement in rows.select_related("digest", "lead_office")[:SHOWN]:
        verdict = condition_of(evidence_of(agreement, scope.today), scope.today)
        if verdict is not None:
            label = str(verdict.condition.label)
            title, lang = title_of(agreement)
            found.append(Standing(agreement, title, lang, verdict.condition.value, label, verdict.sentence))
    return found


# --- decisions asked ---------------------------------------------------------------------------------


def _decisions(found: dict[str, Section], scope: Scope) -> list[Decision]:
    submitted = [source for source in CHECKS.sources if source.code in ("report", "value")]
    keys = tuple(f"{source.code}:" for source in submitted)
    ending, checks, waiting = found["ending"], found["checks"], found["waiting"]
    return [
        Decision(str(ending.work_list.title), ending.count, ending.rows, "ending"),
        Decision(
            _("Reports and values to be decided on"),
            sum(source.records(scope).count() for source in submitted),
            [row for row in checks.rows if row.key.startswith(keys)],
            "checks",
        ),
        Decision(_("Waiting longest for an answer"), waiting.count, waiting.rows, "waiting"),
    ]
