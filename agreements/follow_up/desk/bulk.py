"""Actions on several ticked rows at once, all or nothing.

A tick is sent as primary key and version, so that a row changed in the meantime is noticed.
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
    """Return {primary key: version} of the ticks that were sent; malformed values are left out."""
    return {int(found[1]): int(found[2]) for value in values if (found := TICK.fullmatch(value))}


def ticked_rows(seen: QuerySet, ticks: dict[int, int], *, lock: bool = False) -> list[FollowUp]:
    """Return the ticked rows of `seen`, the follow-ups that this user may see.

    Raises ValidationError without a tick, above MOST_ROWS, when a row is missing from `seen`, or when its version has
    changed. Rows outside `seen` are reported as missing, so that nothing is revealed about them.
    """
    if not ticks:
        raise ValidationError(_("Tick at least one follow-up first."), code="none_ticked")
    if len(ticks) > MOST_ROWS:
        raise ValidationError(_("At most %(most)s follow-ups at once."), code="too_many", params={"most": MOST_ROWS})
    rows = seen.filter(pk__in=ticks).order_by("pk")
    if lock:
        # The agreements first, in the same order as an action on a single row locks, to avoid a deadlock.
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
    """Base of an action on ticked rows, with a button of its own.

    All these actions share one HTML form, since a checkbox can belong to only one. Input in a field of another action
    (`others`) is therefore an error: that action may have been meant.
    """

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
    """Put a person in charge of the ticked rows, or nobody."""

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
    """Give the ticked rows a new due date, with a reason."""

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
    """Return the sentence that says how many follow-ups were changed."""
    return ngettext("%(count)s follow-up was changed.", "%(count)s follow-ups were changed.", number) % {
        "count": number
    }


def act_on_ticked(form: BulkForm, seen: QuerySet, ticks: dict[int, int], user) -> str:
    """Run the form's action on all ticked rows and return its sentence.

    Returns "" when refused: the reason is then among the form's errors and nothing is written.
    """
    try:
        with transaction.atomic():
            return form.act(ticked_rows(seen, ticks, lock=True), user)
    except ValidationError as error:
        add_errors(form, error)
    except PermissionDenied as error:
        form.add_error(None, str(error))
    return ""
