"""The first page of an agreement in the admin: its nine parts, how complete each is, and the link to fill it in."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.lifecycle.vocabulary import Verb
from agreements.models import Agreement
from agreements.record.completeness import LOADED, Part, PartCompleteness, PartState, completeness_of
from agreements.record.permissions import may_do
from agreements.record.staff.part_admin import AGREEMENT_PARAMETER, BACK, LIST_PARAMETER, PARTS

from .stage_panel import Link

FORM_PARTS = (Part.IDENTITY, Part.ACTORS, Part.TEXT)
"""Parts that belong to the agreement's own form; the others have pages of their own."""


@dataclass(frozen=True)
class PartRow:
    """A part with the address of its page; no `url` if it cannot be started or this user has no right to the page."""

    task: PartCompleteness
    url: str = ""
    further: list[Link] = field(default_factory=list)


def part_rows(agreement: Agreement, user, form_url: Callable[[str], str]) -> list[PartRow]:
    """Return the nine parts with the links of this user; `form_url` returns the address of a part of the form."""
    prefetch_related_objects([agreement], *LOADED)
    rows = []
    for task in completeness_of(agreement):
        if task.state == PartState.CANNOT_START:
            rows.append(PartRow(task))
        elif task.part in FORM_PARTS:
            rows.append(PartRow(task, form_url(task.part), _instruments_link(agreement, user, task.part)))
        else:
            rows.append(_row_of_page(task, agreement, user))
    return rows


def next_url(rows: list[PartRow], part: str) -> str:
    """Return the address of the first part after `part` that can be worked on; "" if there is none."""
    place = next((place for place, row in enumerate(rows) if row.task.part == part), len(rows))
    return next((row.url for row in rows[place + 1 :] if row.url), "")


# --- where it is filled in -------------------------------------------------------------------------------


LISTS = {Part.DOCUMENTS: "document", Part.RESULTS: "indicator", Part.FOLLOW_UPS: "followup"}


def _row_of_page(task: PartCompleteness, agreement: Agreement, user) -> PartRow:
    if task.part == Part.ASSESSMENT:
        return PartRow(task, _assessment_url(agreement, user))
    if task.part == Part.COORDINATION:
        return PartRow(task, _list_url(agreement, user, "step"), _past_steps_link(agreement, user))
    if task.part == Part.PUBLICATION:
        may = user.has_perm("agreements.change_agreement") and not agreement.in_trash
        return PartRow(task, reverse("admin:agreements_agreement_publication", args=[agreement.pk]) if may else "")
    return PartRow(task, _list_url(agreement, user, LISTS[task.part]))


def _assessment_url(agreement: Agreement, user) -> str:
    assessment = getattr(agreement, "assessment", None)
    if assessment is not None:
        may = user.has_perm("agreements.view_assessment")
        url = reverse("admin:agreements_assessment_change", args=[assessment.pk])
        return f"{url}?{BACK}={PARTS}" if may else ""
    if agreement.in_trash or not user.has_perm("agreements.add_assessment"):
        return ""
    return f"{reverse('admin:agreements_assessment_add')}?{AGREEMENT_PARAMETER}={agreement.pk}&{BACK}={PARTS}"


def _list_url(agreement: Agreement, user, model: str) -> str:
    if agreement.in_trash or not user.has_perm(f"agreements.view_{model}"):
        return ""
    return f"{reverse(f'admin:agreements_{model}_changelist')}?{LIST_PARAMETER}={agreement.pk}"


def _instruments_link(agreement: Agreement, user, part: Part) -> list[Link]:
    url = _list_url(agreement, user, "instrument") if part == Part.TEXT else ""
    return [Link(str(_("Papers, signatures and validity")), url)] if url else []


def _past_steps_link(agreement: Agreement, user) -> list[Link]:
    if agreement.in_trash or not may_do(user, Verb.RECORD_PAST):
        return []
    url = reverse("admin:agreements_agreement_verb", args=[agreement.pk, Verb.RECORD_PAST.value])
    return [Link(str(Verb.RECORD_PAST.label), url)]
