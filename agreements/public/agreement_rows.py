"""Rows of the public list, with the facts that a reader needs to judge an agreement without opening it."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.lifecycle.rules import StepFact, latest_rounds, stopped_at
from agreements.lifecycle.tracks import STAGE_GROUPS
from agreements.lifecycle.vocabulary import TOUCHED, Stage, StatusGroup, StepState, Track
from agreements.models import Agreement, Party, Step
from agreements.public.agreement_page.abandoned import last_stage_sentence
from agreements.public.agreement_page.condition import results_sentence
from agreements.public.agreement_page.intro import is_stage_known, last_known_sentence, status_label
from agreements.public.agreement_page.readiness import row_sentences
from agreements.public.agreement_page.trail import unproven_sentence
from agreements.record.status import status_of
from agreements.record.verdict import verdict_of
from agreements.record.wording import date_label, days_label, holder_label, kind_label, period_label
from jambi_coop.lib.countries.codes import country_name
from jambi_coop.lib.dates.counting import days_between, known_between
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.records.publication import PublicationClass

BEFORE_SIGNING = frozenset({StatusGroup.EXPLORATORY, StatusGroup.PREPARATION, StatusGroup.AWAITING})

SHOWN_WITH_STEPS = (StatusGroup.AWAITING, StatusGroup.DISCONTINUED)


def load_rows(ids: Sequence[int], today: date) -> list[dict]:
    """Return the rows of the agreements `ids` in that order, in two queries, or three if steps of any have to be shown.

    Each is the agreement with its status, its verdict on the follow-up (None if no condition is shown), and texts on
    the facts that have no column of their own.
    """
    found = Agreement.objects.on(today).select_related("digest", "stretch").in_bulk(ids)
    partners = _partners(ids)
    steps = _steps([pk for pk, agreement in found.items() if _tells_of_steps(agreement)])
    return [_row(found[pk], partners.get(pk, ("", set())), steps.get(pk, []), today) for pk in ids if pk in found]


def _tells_of_steps(agreement: Agreement) -> bool:
    """True if the row shows steps: with whom it waits, what was answered, how far a discontinued one came, or whether
    its stage is known where its status is not."""
    group = STAGE_GROUPS[Stage(agreement.stage)]
    is_unknown = agreement.stretch.status == StatusGroup.UNKNOWN
    return bool(agreement.digest.waiting_since) or is_unknown or group in SHOWN_WITH_STEPS


def _steps(ids: Sequence[int]) -> dict[int, list[StepFact]]:
    """Return the steps of the present stage; of discontinued proposals, all steps that were begun."""
    if not ids:
        return {}
    shown = Q(stage=F("agreement__stage")) | Q(agreement__stage=Stage.DISCONTINUED, state__in=TOUCHED)
    rows = Step.objects.filter(shown, agreement__in=ids).order_by("pk")
    facts: dict[int, list[StepFact]] = {}
    for pk, *values in rows.values_list("agreement_id", "stage", "round", "holder", "state"):
        facts.setdefault(pk, []).append(StepFact(*values))
    return facts


def _partners(ids: Iterable[int]) -> dict[int, tuple[str, set[str]]]:
    """Return the public partners of each agreement, as in "Kota Seremban (Malaysia), UCLG ASPAC", and their levels."""
    language = get_language() or "id"
    public = Q(partner__publication_class=PublicationClass.PUBLIC, partner__trashed_at__isnull=True)
    parties = Party.objects.filter(public, agreement__in=ids).order_by("pk")
    words: dict[int, list[str]] = {}
    levels: dict[int, set[str]] = {}
    columns = ("agreement_id", "partner__name", "partner__country", "partner__level")
    for pk, name, country, level in parties.values_list(*columns):
        words.setdefault(pk, []).append(f"{name} ({country_name(country, language)})" if country else name)
        levels.setdefault(pk, set()).add(level)
    return {pk: (", ".join(dict.fromkeys(names)), levels[pk]) for pk, names in words.items()}


def _row(agreement: Agreement, partners: tuple[str, set[str]], steps: list[StepFact], today: date) -> dict:
    digest, stretch = agreement.digest, agreement.stretch_on(today)
    names, levels = partners
    status, verdict = status_of(agreement, today), verdict_of(agreement, today)
    last_known = activity = ""
    if status.group == StatusGroup.UNKNOWN and is_stage_known(agreement.stage, steps):
        last_known = last_known_sentence(agreement.stage, agreement.track, agreement.stage_as_of, stretch.evidence_on)
    if verdict is None or verdict.rule == "overdue":  # every other reason mentions activity itself
        activity = _activity(stretch.activity, status.group, is_looked_for=not agreement.is_comparison)
    return {
        "agreement": agreement,
        "status": status,
        "verdict": verdict,
        "word": status_label(status, agreement, steps),
        "who": _line(names, kind_label(agreement, levels)),
        "when": _line(_dates(agreement), activity, last_known),
        "more": _line(
            last_stage_sentence(stopped_at(Track(agreement.track), steps))
            if agreement.stage == Stage.DISCONTINUED
            else "",
            _waiting(agreement, steps, today),
            results_sentence(digest.results_promised, digest.results_proven, digest.results_reached),
            unproven_sentence(digest.steps_without_proof, agreement),
            *row_sentences(digest),
        ),
    }


def _waiting(agreement: Agreement, steps: list[StepFact], today: date) -> str:
    """Return whose answer is awaited and for how long, without a verdict."""
    since = known_between(agreement.digest.waiting_earliest, agreement.digest.waiting_since)
    days, exact = days_between(since, today)
    last = latest_rounds(steps).values()
    asked = [holder_label(agreement, fact.holder) for fact in last if fact.state == StepState.SUBMITTED]
    if days is None or days < 0 or not asked:
        return ""
    return _("Waiting for an answer from %(holder)s for %(days)s") % {
        "holder": ", ".join(asked),
        "days": days_label(days, exact),
    }


def _line(*facts: str) -> str:
    return " · ".join(fact for fact in facts if fact)


def _dates(agreement: Agreement) -> str:
    """Return the term, as in "27 Maret 2026 – 26 Maret 2031", as far as the days are known; the day of signing alone
    says what it is."""
    start = date_label(agreement.signed_on)
    if not start and agreement.joined_on:
        start = _("joined %(date)s") % {"date": agreement.joined_on}
    digest = agreement.digest
    ends_on = known_between(digest.ends_earliest, digest.ends_latest)
    end = _("open-ended") if digest.open_ended else date_label(ends_on)
    if agreement.signed_on and ends_on and not digest.open_ended:
        return period_label(agreement.signed_on, ends_on)
    if start and end:
        return f"{start} – {end}"
    if end and not digest.open_ended:
        return _("until %(date)s") % {"date": end}
    if agreement.signed_on:
        return _("signed %(day)s") % {"day": start}
    return start or end


def _activity(known: KnownDate, group: str, *, is_looked_for: bool) -> str:
    """Return the latest activity; that there is none is only said where activity can be expected."""
    if known:
        return _("Latest activity: %(date)s") % {"date": known}
    if not is_looked_for or group in BEFORE_SIGNING or group == StatusGroup.DISCONTINUED:
        return ""
    return _("No activity recorded")
