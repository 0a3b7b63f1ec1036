"""The coordination desk: which paper is with whom and since when, who has to act, and how long steps took.

Only for users who see everything. The admin site has the URL, wraps this view and provides the page around it.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Exists, F, OuterRef, Prefetch, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from agreements.lifecycle.explanations import explanation_of
from agreements.lifecycle.holding import BEFORE_SIGNING, HOLDERS
from agreements.lifecycle.rules import spec_of, the_spec
from agreements.lifecycle.tracks import ASKED_STAGES
from agreements.lifecycle.vocabulary import ASKED_STATES, SATISFIED, Holder, Stage, StepState, Track
from agreements.models import Agreement, Step
from agreements.models.of_this_city import of_this_city_q
from agreements.models.step import WITH_OTHERS
from agreements.record.letters import reminders
from agreements.record.permissions import sees_everything
from agreements.record.working_days import (
    extra_days,
    limit_sentence,
    not_counted_sentence,
    sending_sentence,
)
from jambi_coop.lib.dates.fields import KnownDateFormField
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.working_days import ExtraDays, working_days_between
from jambi_coop.lib.web import paging
from jambi_coop.lib.web.examples import asks_for_examples

from .coordination_lengths import step_lengths

PAGE_SIZE = 50
MOST_PRINTED = 500
LENGTHS = "lengths"
COUNCIL_LIMIT = the_spec(Track.KSDPL, Stage.COUNCIL).working_day_limit or 0
OTHERS = tuple(holder for holder in HOLDERS if holder != Holder.CITY)


def may_open(user) -> bool:
    """True for Bagian Kerja Sama, heads and managers; a department does not see the letters of others."""
    return sees_everything(user) and user.has_perm("agreements.view_step")


def with_others() -> QuerySet[Step]:
    """Return the steps of the present stage that are with their holder, the longest first; those without a day last."""
    # From signing on every step is the city's own, so this condition lets the database read few agreements. A contact
    # is at none of these stages; asking for its kind as well would cost the count its index.
    present = {"stage": F("agreement__stage"), "agreement__stage__in": BEFORE_SIGNING}
    alive = {"agreement__trashed_at__isnull": True}
    since = Coalesce("received_on_latest", "sent_on_latest").asc(nulls_last=True)
    of_this_city = of_this_city_q("agreement__", examples=True, contacts=True)
    return Step.objects.filter(WITH_OTHERS, of_this_city, **present, **alive).order_by(since, "pk")


def _further_round() -> QuerySet[Step]:
    """Return later rounds of the same step at the same holder; only the last round shows what is to be done."""
    same = {name: OuterRef(name) for name in ("agreement", "stage", "holder")}
    return Step.objects.filter(round__gt=OuterRef("round"), **same)


def with_ourselves() -> QuerySet[Agreement]:
    """Return the agreements before signing for which the city has to act: a letter is to be sent, or nothing is with
    others."""
    own = Step.objects.filter(agreement=OuterRef("pk"), stage=OuterRef("stage"))
    to_send = own.filter(~Exists(_further_round()), state__in=[StepState.NOT_STARTED, StepState.RETURNED]).filter(
        holder__in=OTHERS, waiver__isnull=True
    )
    rows = Agreement.objects.alive().of_this_city(examples=True, contacts=True).filter(stage__in=BEFORE_SIGNING)
    rows = rows.filter(Exists(to_send) | ~Exists(own.filter(WITH_OTHERS)))
    return rows.order_by(F("stage_as_of_latest").asc(nulls_last=True), "pk")


def unsent() -> QuerySet[Step]:
    """Return the steps of the present stage that were not sent to their holder, came back or were rejected."""
    states = [state for state in ASKED_STATES if state not in SATISFIED | {StepState.SUBMITTED}]
    present = {"stage": F("agreement__stage"), "state__in": states, "holder__in": OTHERS}
    return Step.objects.filter(~Exists(_further_round()), **present).order_by("pk")


def counts() -> Mapping[str, int]:
    """Return the number of papers by holder, in one query that only reads indexes; holders with none are left out."""
    others = with_others().order_by().values_list("holder").annotate(number=Count("*"))
    ours = with_ourselves().order_by().annotate(holder=Value(Holder.CITY.value))
    # The second half groups by a constant only, so that it gives one number, with the columns of the first.
    return dict(others.union(ours.values_list("holder").annotate(number=Count("*")), all=True))


@require_safe
def coordination_desk(request: HttpRequest) -> HttpResponse:
    """Show the papers at one holder or the city, or the durations of steps; 403 for others than `may_open`."""
    if not may_open(request.user):
        raise PermissionDenied
    today, numbers = localdate(), counts()
    place = _place(request.GET.get("at", ""), numbers)
    context = {
        **admin.site.each_context(request),
        "title": _("Coordination"),
        "today": today,
        "place": place,
        "tabs": [(holder, _word(holder), numbers.get(holder, 0)) for holder in HOLDERS],
        "is_ours": place == Holder.CITY,
    }
    if place == Holder.COUNCIL:
        context |= _backwards(request.GET.get("until", "").strip())
    if place == LENGTHS:
        context["examples"] = asks_for_examples(request)
        context["lengths"] = step_lengths(Agreement.objects.all(), extra_days(), examples=context["examples"])
    else:
        context |= {"place_word": _word(place), **_list(request, place, today, numbers.get(place, 0))}
    request.current_app = admin.site.name
    return TemplateResponse(request, "agreements/before_signing/coordination_desk.html", context)


def _backwards(text: str) -> dict:
    """Return by when the council must have the letter to decide by the day in `text`, or what is wrong with the day."""
    found = {"until": text, "sending": "", "fault": ""}
    if not text:
        return found
    try:
        until = KnownDateFormField().clean(text)
    except ValidationError as error:
        return {**found, "fault": " ".join(error.messages)}
    if not until.is_exact or until.latest is None:
        return {**found, "fault": _("Give a single day, such as 20 November 2026.")}
    return {**found, "sending": sending_sentence(until.latest, COUNCIL_LIMIT, extra_days())}


def _place(asked: str, numbers: Mapping[str, int]) -> str:
    """Return the list that was asked for, else the first holder with a paper, else the city."""
    if asked == LENGTHS or asked in HOLDERS:
        return asked
    return next((holder.value for holder in OTHERS if numbers.get(holder)), Holder.CITY.value)


def _word(holder: str) -> str:
    return pgettext("coordination", "Ourselves") if holder == Holder.CITY else str(Holder(holder).label)


def _list(request: HttpRequest, place: str, today: date, number: int) -> dict:
    if place == Holder.CITY:
        found = with_ourselves().select_related("person_in_charge")
        found = found.prefetch_related(Prefetch("steps", unsent(), to_attr="unsent"))
    else:
        found = with_others().filter(holder=place).select_related("agreement__person_in_charge")
        found = found.prefetch_related(Prefetch("letters", reminders(), to_attr="reminders"))
    to_print = "print" in request.GET
    paginator = paging.CappedPaginator(found, MOST_PRINTED if to_print else PAGE_SIZE, known=number)
    page, note = paging.page_of(paginator, request.GET.get("page", ""))
    return {
        "rows": own_rows(page, today) if place == Holder.CITY else rows_of(page, today, extra_days()),
        "page_obj": page,
        "page_numbers": list(paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
        "note": note,
        "to_print": to_print,
        "may_write": not to_print and request.user.has_perm("agreements.change_step"),
    }


def rows_of(steps: Iterable[Step], today: date, extra: ExtraDays) -> list[dict]:
    """Return the rows of the list of steps that are with others."""
    return [
        {
            "step": step,
            "agreement": step.agreement,
            "round": _("(round %(number)d)") % {"number": step.round} if step.round > 1 else "",
            "days": _days(step.received_on or step.sent_on, today),
            "reminded": ", ".join(str(one.moved_on) for one in step.reminders if one.moved_on),
            "is_asked": step.stage in ASKED_STAGES,
            **_law(step, today, extra),
        }
        for step in steps
    ]


def _law(step: Step, today: date, extra: ExtraDays) -> dict:
    """Return who leads the stage, and how many of the working days that the law gives have passed."""
    spec = spec_of(Track(step.agreement.track), Stage(step.stage))
    found = {"led_by": spec.led_by if spec else "", "limit": "", "is_over": False, "working": ""}
    if spec is None or spec.working_day_limit is None or step.received_on.latest is None:
        return found
    found["working"] = limit_sentence(step.received_on.latest, spec.working_day_limit, extra)
    if not_counted_sentence(step.received_on.latest, today, extra):
        return found
    days = working_days_between(step.received_on.latest, today, extra)
    is_over = days > spec.working_day_limit
    words = _("%(days)d working days; the limit is %(limit)d") if is_over else _("%(days)d of %(limit)d working days")
    return {**found, "limit": words % {"days": days, "limit": spec.working_day_limit}, "is_over": is_over}


def own_rows(agreements: Iterable[Agreement], today: date) -> list[dict]:
    """Return the rows of the list of agreements for which the city has to act, each with the next letter or paper."""
    return [
        {
            "agreement": row,
            "days": _days(row.stage_as_of, today),
            "next_letter": _next_letter(row),
            "unsent": row.unsent,
        }
        for row in agreements
    ]


def _next_letter(agreement) -> str:
    """Return what the city sends next: a letter to those who were not asked yet, else the letter after the present
    stage."""
    if agreement.unsent:
        return _("Letter to %(names)s") % {"names": ", ".join(step.get_holder_display() for step in agreement.unsent)}
    return str(explanation_of(Track(agreement.track), Stage(agreement.stage)).letter)


def _days(since: KnownDate, today: date) -> str:
    if since.latest is None or since.latest > today:
        return ""
    days = (today - since.latest).days
    words = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    return words if since.is_exact else _("about %(days)s") % {"days": words}
