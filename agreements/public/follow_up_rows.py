"""Rows of the public list of follow-ups: title, office, due date, delay and evidence."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Sum
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from agreements.models import Agreement, Document, FollowUp, Participation
from agreements.record.wording import date_label, days_label
from jambi_coop.lib.dates.counting import days_between
from jambi_coop.lib.dates.known_date import format_on
from jambi_coop.lib.numbers.figures import figure

State = FollowUp.State


def load_rows(ids: Sequence[int], today: date) -> list[dict]:
    """Return the rows of the public follow-ups `ids` in that order, in three queries.

    Each has its `state`, `when` it is or was due as text, further `facts`, and its evidence if that is public.
    """
    found = FollowUp.objects.select_related("agreement", "office").in_bulk(ids)
    documents, people = _public_documents(ids), _people(ids)
    return [
        {
            "follow_up": row,
            "state": row.state(today),
            "when": when_label(row, today),
            "facts": _facts(row, people.get(row.pk, 0), row.state(today) == State.DONE),
            "document": documents.get(row.pk),
        }
        for row in (found[pk] for pk in ids if pk in found)
    ]


def _public_documents(ids: Sequence[int]) -> dict[int, Document]:
    """Return the public evidence of each follow-up; the page does not reveal whether there is any other."""
    proofs = FollowUp.objects.filter(pk__in=ids, document__in=Document.objects.public())
    rows = proofs.select_related("document").only("document__title", "document__sha256")
    return {row.pk: row.document for row in rows}


def _people(ids: Sequence[int]) -> dict[int, int]:
    rows = Participation.objects.filter(follow_up__in=ids).order_by().values("follow_up")
    return dict(rows.annotate(total=Sum("people")).values_list("follow_up", "total"))


def agreement_url(agreement: Agreement) -> str:
    """Return the address of the part of the agreement's page on the time after signing."""
    return f"{agreement.get_absolute_url()}#after-signing"


def when_label(row: FollowUp, today: date) -> str:
    """Return "Terlambat 12 hari; jatuh tempo 12 November 2026", or when it is due, or when it was done."""
    state = row.state(today)
    if state == State.DONE:
        start, end = date_label(row.started_on), date_label(row.done_on)
        when = f"{start} – {end}" if start and start != end else end
        return _("Done: %(date)s") % {"date": when}
    if not row.due_on:
        return _("No due date")
    days, exact = days_between(row.due_on, today)
    if state == State.LATE:
        return _("%(days)s late; due %(on)s") % {"days": days_label(days or 0, exact), "on": format_on(row.due_on)}
    if days == 0 and exact:
        return _("Due today, %(date)s") % {"date": row.due_on}
    return _("Due %(on)s (%(days)s left)") % {"on": format_on(row.due_on), "days": days_label(-(days or 0), exact)}


def _facts(row: FollowUp, people: int, done: bool) -> str:
    facts = []
    if done and people:
        number = figure(people, get_language() or "id")
        facts.append(ngettext("%(count)s participant", "%(count)s participants", people) % {"count": number})
    if not done and row.started_on:
        facts.append(_("started %(on)s") % {"on": format_on(row.started_on)})
    if not done and row.times_moved:
        facts.append(
            ngettext("due date moved %(count)d time", "due date moved %(count)d times", row.times_moved)
            % {"count": row.times_moved}
        )
    return " · ".join(facts)
