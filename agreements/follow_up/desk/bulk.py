"""What is done to several ticked rows at once: all of it or nothing.

A tick carries the number of the row and the version that the reader saw.
"""

import re
from collections.abc import Sequence
from datetime import date

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.follow_up.actions import assign_follow_ups, move_due_dates
from agreements.follow_up.person_in_charge import cannot_report
from agreements.models import FollowUp
from agreements.record.locks import lock_agreements_of, lock_in_order
from agreements.record.staff.action_page import add_errors
from jambi_coop.lib.dates.fields import KnownDateFormField
from jambi_coop.lib.versions.versioned_forms import CHANGED

from .desk_filter import NOBODY

MOST_ROWS = 200
TICK = re.compile(r"([1-9]\d{0,9})-(\d{1,8})", re.ASCII)
GONE = gettext_lazy("Some of the ticked follow-ups are not there any more. Nothing has been changed.")


def ticks_of(values: Sequence[str]) -> dict[int, int]:
    """Row -> version of each tick that was sent; what is no tick is left out."""
    return {int(found[1]): int(found[2]) for value in values if (found := TICK.fullmatch(value))}


def ticked_rows(seen: QuerySet, ticks: dict[int, int], *, lock: bool = False) -> list[FollowUp]:
    """The ticked rows, each as it was seen. Tells nothing of rows that are not among those `seen` by this person."""
    if not ticks:
        raise ValidationError(_("Tick at least one follow-up first."), code="none_ticked")
    if len(ticks) > MOST_ROWS:
        raise ValidationError(_("At most %(most)s follow-ups at once."), code="too_many", params={"most": MOST_ROWS})
    rows = seen.filter(pk__in=ticks).order_by("pk")
    if lock:
        # The agreements first, as whoever writes a single row does.
        lock_agreements_of(rows)
        found = list(lock_in_order(rows).values())
    else:
        found = list(rows.select_related("agreement", "office", "person_in_charge"))
    if len(found) < len(ticks):
        raise ValidationError(GONE, code="gone")
    if any(row.version != ticks[row.pk] for row in found):
        raise ValidationError(CHANGED, code="conflict")
    return found


class BulkForm(forms.Form):
    """One of the things to do, behind a button of its own. All of them stand in one form, since a tick can belong to
    one only; so a field of the other that is filled in says that perhaps the other was meant."""

    use_required_attribute = False
    warning = ""
    others: tuple[str, ...] = ()
    both = gettext_lazy("")

    def __init__(self, *args, people: list[tuple[str, str]], today: date, **kwargs):
        super().__init__(*args, auto_id="id_bulk_%s", **kwargs)
        self.people, self.today = people, today

    def clean(self):
        if any(self.data.get(name, "").strip() for name in self.others):
            raise ValidationError(self.both, code="both")
        return super().clean()


class AssignForm(BulkForm):
    do = "assign"
    others = ("due_on", "reason")
    both = gettext_lazy(
        "A new due date or a reason is filled in as well. Do one after the other: empty them, or press “Move all”."
    )

    person = forms.ChoiceField(
        label=gettext_lazy("Person in charge"), error_messages={"required": gettext_lazy("Choose who is in charge.")}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "–"), (NOBODY, _("Nobody")), *self.people]

    def act(self, rows: Sequence[FollowUp], user) -> str:
        given = self.cleaned_data["person"]
        person = None if given == NOBODY else get_user_model().objects.get(pk=given)
        number = assign_follow_ups(rows, person=person, by=user)
        self.warning = cannot_report(person, rows)
        return changed_sentence(number)


class PostponeForm(BulkForm):
    do = "postpone"
    others = ("person",)
    both = gettext_lazy(
        "A person in charge is chosen as well. Do one after the other: take the choice back, or press “Put in charge”."
    )

    due_on = KnownDateFormField(label=gettext_lazy("New due date"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=100, required=False)

    def act(self, rows: Sequence[FollowUp], user) -> str:
        given = self.cleaned_data
        moved = move_due_dates(rows, to=given["due_on"], reason=given["reason"], by=user, today=self.today)
        return changed_sentence(moved)


BULK_FORMS = {form.do: form for form in (AssignForm, PostponeForm)}


def changed_sentence(number: int) -> str:
    return ngettext("%(count)s follow-up was changed.", "%(count)s follow-ups were changed.", number) % {
        "count": number
    }


def act_on_ticked(form: BulkForm, seen: QuerySet, ticks: dict[int, int], user) -> str:
    """Do what the form asks to all ticked rows; "" with the reason among the form's errors and nothing written."""
    try:
        with transaction.atomic():
            return form.act(ticked_rows(seen, ticks, lock=True), user)
    except ValidationError as error:
        add_errors(form, error)
    except PermissionDenied as error:
        form.add_error(None, str(error))
    return ""
