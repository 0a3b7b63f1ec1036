"""Rows of the public list of follow-ups: what was promised, whose it is, since when it is late, what proves it."""

from collections.abc import Sequence
from datetime import date
from typing import TypedDict

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Agreement, Document, FollowUp, Participation
from agreements.models.agreement import slug_of
from jambi_coop.lib.date_fields import column_names
from jambi_coop.lib.dates import days_between, on_words
from jambi_coop.lib.language import is_english, localised, missing_in_english

from .present.words import date_words, days_words

State = FollowUp.State
SHOWN = (
    *column_names(FollowUp, ["due_on", "started_on", "done_on"]),
    *("title", "title_en", "times_moved", "result", "result_en", "public_note", "cancelled_on"),
    *("office__name", "office__name_en", "office__short_name"),
    *("agreement__register_number", "agreement__title", "agreement__title_en", "agreement__is_example"),
)


class Row(TypedDict):
    """One follow-up in the list; an empty text is not shown. A dict, since templates read those fastest."""

    pk: int
    url: str
    title: str
    title_lang: str
    state: str
    when: str
    agreement: str
    agreement_lang: str
    office: str
    facts: str
    result: str
    result_lang: str
    document_url: str
    document_title: str
    note: str
    note_lang: str
    is_example: bool


def load_rows(ids: Sequence[int], today: date) -> list[Row]:
    """Rows of the public follow-ups `ids` in that order, in three queries."""
    found = FollowUp.objects.filter(pk__in=ids).select_related("agreement", "office").only(*SHOWN)
    by_id = {row.pk: row for row in found}
    documents = _public_documents(ids)
    people = _people(ids)
    base = reverse("agreements:list")
    return [_row(by_id[pk], documents.get(pk), people.get(pk, 0), base, today) for pk in ids if pk in by_id]


def _public_documents(ids: Sequence[int]) -> dict[int, Document]:
    """The evidence of each follow-up as far as it is public; nothing tells whether there is any other."""
    proofs = FollowUp.objects.filter(pk__in=ids, document__in=Document.objects.public())
    rows = proofs.select_related("document").only("document__title", "document__sha256")
    return {row.pk: row.document for row in rows}


def _people(ids: Sequence[int]) -> dict[int, int]:
    rows = Participation.objects.filter(follow_up__in=ids).order_by().values("follow_up")
    return dict(rows.annotate(total=Sum("people")).values_list("follow_up", "total"))


def agreement_url(agreement: Agreement, base: str = "") -> str:
    """Where the page of an agreement tells what happened after signing."""
    base = base or reverse("agreements:list")
    return f"{base}{agreement.register_number}-{slug_of(agreement.title)}/#after-signing"


def _row(row: FollowUp, document: Document | None, people: int, base: str, today: date) -> Row:
    state, agreement, office = row.state(today), row.agreement, row.office
    done = state == State.DONE
    return Row(
        pk=row.pk,
        url=agreement_url(agreement, base),
        title=localised(row, "title"),
        title_lang="id" if missing_in_english(row, "title") else "",
        state=state.value,
        when=when_words(row, today),
        agreement=localised(agreement, "title"),
        agreement_lang="id" if missing_in_english(agreement, "title") else "",
        office=(office.short_name or localised(office, "name")) if office else _("No office named"),
        facts=_facts(row, people if done else 0, done),
        result=localised(row, "result") if done else "",
        result_lang="id" if missing_in_english(row, "result") else "",
        document_url=document.get_absolute_url() if document else "",
        document_title=document.title if document else "",
        note=row.public_note,
        note_lang="id" if is_english() else "",
        is_example=agreement.is_example,
    )


def when_words(row: FollowUp, today: date) -> str:
    """ "Terlambat 12 hari; jatuh tempo 12 November 2026", or when it is due, or when it was done."""
    state = row.state(today)
    if state == State.DONE:
        start, end = date_words(row.started_on), date_words(row.done_on)
        when = f"{start} – {end}" if start and start != end else end
        return _("Done: %(date)s") % {"date": when}
    if not row.due_on:
        return _("No due date")
    days, exact = days_between(row.due_on, today)
    if state == State.LATE:
        return _("%(days)s late; due %(on)s") % {"days": days_words(days or 0, exact), "on": on_words(row.due_on)}
    if days == 0 and exact:
        return _("Due today, %(date)s") % {"date": row.due_on}
    return _("Due %(on)s (%(days)s left)") % {"on": on_words(row.due_on), "days": days_words(-(days or 0), exact)}


def _facts(row: FollowUp, people: int, done: bool) -> str:
    facts = []
    if people:
        facts.append(ngettext("%(count)d participant", "%(count)d participants", people) % {"count": people})
    if not done and row.started_on:
        facts.append(_("started %(on)s") % {"on": on_words(row.started_on)})
    if not done and row.times_moved:
        facts.append(
            ngettext("due date moved %(count)d time", "due date moved %(count)d times", row.times_moved)
            % {"count": row.times_moved}
        )
    return " · ".join(facts)
