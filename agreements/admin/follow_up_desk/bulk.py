"""What is done to several ticked rows at once: all of it or nothing.

A tick carries the number of the row and the version that the reader saw.
"""

import re
from collections.abc import Sequence

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements import actions
from agreements.models import Agreement, FollowUp
from jambi_coop.lib.date_fields import KnownDateFormField
from jambi_coop.lib.versioned_forms import CHANGED

from .asked import NOBODY
from .query import Reader

MOST_ROWS = 200
TICK = re.compile(r"([1-9]\d{0,9})-(\d{1,8})", re.ASCII)
GONE = gettext_lazy("Some of the ticked follow-ups are not there any more. Nothing has been changed.")


def ticks_of(values: Sequence[str]) -> dict[int, int]:
    """Row -> version of each tick that was sent; what is no tick is left out."""
    return {int(found[1]): int(found[2]) for value in values if (found := TICK.fullmatch(value))}


def ticked_rows(reader: Reader, ticks: dict[int, int], *, lock: bool = False) -> list[FollowUp]:
    """The ticked rows, each as it was seen and one that this person may change. Tells nothing of other rows."""
    if not ticks:
        raise ValidationError(_("Tick at least one follow-up first."), code="none_ticked")
    if len(ticks) > MOST_ROWS:
        raise ValidationError(_("At most %(most)s follow-ups at once."), code="too_many", params={"most": MOST_ROWS})
    rows = reader.follow_ups().filter(pk__in=ticks).order_by("pk")
    if lock:
        # The agreements first, as whoever writes a single row does.
        Agreement.objects.hold_all(row.agreement_id for row in rows)
        rows = rows.all().select_for_update(no_key=True, of=("self",))
    else:
        rows = rows.select_related("agreement", "office", "person_in_charge")
    found = list(rows)
    if len(found) < len(ticks):
        raise ValidationError(GONE, code="gone")
    if not all(reader.may_change(row.office_id) for row in found):
        raise PermissionDenied(_("Your account does not have the right to do this."))
    if any(row.version != ticks[row.pk] for row in found):
        raise ValidationError(CHANGED, code="conflict")
    return found


class AssignForm(forms.Form):
    do = "assign"
    person = forms.ChoiceField(
        label=gettext_lazy("Person in charge"), error_messages={"required": gettext_lazy("Choose who is in charge.")}
    )

    def __init__(self, *args, people: dict[str, str], **kwargs):
        super().__init__(*args, auto_id="id_bulk_%s", **kwargs)
        self.fields["person"].choices = [("", "–"), (NOBODY, _("Nobody")), *people.items()]

    def act(self, rows: Sequence[FollowUp], user) -> str:
        given = self.cleaned_data["person"]
        person = None if given == NOBODY else get_user_model().objects.get(pk=given)
        number = actions.assign_follow_ups(rows, person=person, by=user)
        return changed_words(number)


class PostponeForm(forms.Form):
    do = "postpone"
    due_on = KnownDateFormField(label=gettext_lazy("New due date"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=100, required=False)

    def __init__(self, *args, people: dict[str, str], **kwargs):
        super().__init__(*args, auto_id="id_bulk_%s", **kwargs)

    def act(self, rows: Sequence[FollowUp], user) -> str:
        given = self.cleaned_data
        return changed_words(actions.move_due_dates(rows, to=given["due_on"], reason=given["reason"], by=user))


BULK_FORMS = {form.do: form for form in (AssignForm, PostponeForm)}


def changed_words(number: int) -> str:
    return ngettext("%(count)s follow-up was changed.", "%(count)s follow-ups were changed.", number) % {
        "count": number
    }


def act_on_ticked(form, reader: Reader, ticks: dict[int, int]) -> str:
    """Do what the form asks to all ticked rows; "" with the reason among the form's errors and nothing written."""
    try:
        with transaction.atomic():
            return form.act(ticked_rows(reader, ticks, lock=True), reader.user)
    except ValidationError as error:
        form.add_error(None, error)
    except PermissionDenied as error:
        form.add_error(None, str(error))
    return ""
