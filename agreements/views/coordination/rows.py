"""Rows of the coordination desk as plain values, so that the template has nothing to look up."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple, TypedDict

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from agreements.lifecycle import Holder, Stage, Track, spec_of
from agreements.lifecycle.explanations import explanation_of
from jambi_coop.lib.dates import KnownDate, Precision, format_known
from jambi_coop.lib.working_days import ExtraDays, working_days_between

from .query import unsent

AGREEMENT = ("register_number", "title", "stage", "track", "is_example")
PERSON = ("first_name", "last_name", "username")
STEP_COLUMNS = (
    *("pk", "agreement_id", "holder", "round", "letter_number"),
    *(f"agreement__{name}" for name in AGREEMENT),
    *(f"agreement__person_in_charge__{name}" for name in PERSON),
    *("sent_on_earliest", "sent_on_latest", "sent_on_precision"),
    *("received_on_earliest", "received_on_latest", "received_on_precision"),
)
OWN_COLUMNS = (
    *("pk", *AGREEMENT),
    *(f"person_in_charge__{name}" for name in PERSON),
    *("stage_as_of_earliest", "stage_as_of_latest", "stage_as_of_precision"),
)


class Row(TypedDict):
    """One paper; an empty text is not shown. `step_url` is empty for what lies with ourselves."""

    url: str
    step_url: str
    number: str
    title: str
    stage: str
    round: str
    letter_number: str
    sent: str
    received: str
    days: str
    limit: str
    is_over: bool
    next_letter: str
    led_by: str
    person: str


class Addresses(NamedTuple):
    """Where records of each kind stand in the admin; resolved once, since it takes longer than the rest of a row."""

    agreements: str
    steps: str


def _addresses() -> Addresses:
    return Addresses(*(reverse(f"admin:agreements_{name}_changelist") for name in ("agreement", "step")))


def rows_with_others(steps: Iterable[tuple], today: date, extra: ExtraDays) -> list[Row]:
    """The steps, given as their `STEP_COLUMNS`."""
    language, addresses = get_language() or "id", _addresses()
    return [_step_row(values, today, extra, language, addresses) for values in steps]


def _step_row(values: tuple, today: date, extra: ExtraDays, language: str, addresses: Addresses) -> Row:
    pk, agreement, holder, number_of_round, letter = values[:5]
    number, title, stage, track, is_example = values[5:10]
    person, sent, received = values[10:13], _known(values[13:16]), _known(values[16:19])
    limit, is_over = _limit(track, stage, received, today, extra)
    return {
        "url": f"{addresses.agreements}{agreement}/change/",
        # Saving the step leads back to this list.
        "step_url": f"{addresses.steps}{pk}/change/?back={holder}",
        "number": _number(number, is_example),
        "title": title,
        "stage": _stage_words(stage, language),
        "round": _("(round %(number)d)") % {"number": number_of_round} if number_of_round > 1 else "",
        "letter_number": letter,
        "sent": _words(sent, language),
        "received": _words(received, language),
        "days": _days(received or sent, today, language),
        "limit": limit,
        "is_over": is_over,
        "next_letter": "",
        "led_by": _led_by(track, stage, language),
        "person": _person(person),
    }


def rows_with_ourselves(agreements: Iterable[tuple], today: date) -> list[Row]:
    """The agreements, given as their `OWN_COLUMNS`, with what is to be sent next; one query."""
    agreements = list(agreements)
    to_send = unsent([values[0] for values in agreements])
    language, addresses = get_language() or "id", _addresses()
    return [_own_row(values, to_send.get(values[0], []), today, language, addresses) for values in agreements]


def _own_row(values: tuple, to_send: list[tuple[str, str]], today: date, language: str, addresses: Addresses) -> Row:
    pk, number, title, stage, track, is_example = values[:6]
    person, since = values[6:9], _known(values[9:12])
    return {
        "url": f"{addresses.agreements}{pk}/change/",
        "step_url": "",
        "number": _number(number, is_example),
        "title": title,
        "stage": _stage_words(stage, language),
        "round": "",
        "letter_number": "",
        "sent": "",
        "received": _words(since, language),
        "days": _days(since, today, language),
        "limit": "",
        "is_over": False,
        "next_letter": _next_letter(track, stage, to_send),
        "led_by": "",
        "person": _person(person),
    }


def _number(register_number: str, is_example: bool) -> str:
    return " · ".join([register_number, _("example")]) if is_example else register_number


@lru_cache(maxsize=200)
def _stage_words(stage: str, language: str) -> str:
    return str(Stage(stage).label)


@lru_cache(maxsize=200)
def _led_by(track: str, stage: str, language: str) -> str:
    spec = spec_of(Track(track), Stage(stage))
    return str(spec.led_by) if spec else ""


def _next_letter(track: str, stage: str, to_send: list[tuple[str, str]]) -> str:
    """What the city sends next: to those who were not asked yet, else what follows the present stage."""
    if to_send:
        names = ", ".join(str(Holder(holder).label) for _stage, holder in to_send)
        return _("Letter to %(names)s") % {"names": names}
    return str(explanation_of(Track(track), Stage(stage)).letter)


def _limit(track: str, stage: str, received: KnownDate, today: date, extra: ExtraDays) -> tuple[str, bool]:
    """ "31 of 45 working days", "209 working days; the limit is 45", and whether they have passed."""
    spec = spec_of(Track(track), Stage(stage))
    if spec is None or spec.working_day_limit is None or received.latest is None:
        return "", False
    days = working_days_between(received.latest, today, extra)
    given, is_over = {"days": days, "limit": spec.working_day_limit}, days > spec.working_day_limit
    if is_over:
        return _("%(days)d working days; the limit is %(limit)d") % given, True
    return _("%(days)d of %(limit)d working days") % given, False


def _known(columns: tuple) -> KnownDate:
    earliest, latest, precision = columns
    return KnownDate(earliest, latest, Precision(precision or Precision.UNKNOWN))


# A page shows the same days again and again.
@lru_cache(maxsize=5_000)
def _words(known: KnownDate, language: str) -> str:
    return format_known(known, language) if known else ""


@lru_cache(maxsize=5_000)
def _days(since: KnownDate, today: date, language: str) -> str:
    if since.latest is None or since.latest > today:
        return ""
    days = (today - since.latest).days
    words = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    return words if since.is_exact else _("about %(days)s") % {"days": words}


def _person(names: tuple) -> str:
    first, last, username = names
    return f"{first or ''} {last or ''}".strip() or username or ""
