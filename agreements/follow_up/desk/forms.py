"""The small forms of one row of the desk. Each calls one action; the rules are in `agreements.follow_up.actions`."""

from datetime import date

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.follow_up.actions import (
    cancel_follow_up,
    finish_follow_up,
    move_due_dates,
    plan_follow_up,
    start_follow_up,
)
from agreements.models import Document, FollowUp
from agreements.record.permissions import require, sees_everything
from agreements.record.staff.action_form import ActionForm
from jambi_coop.lib.dates.fields import KnownDateFormField
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.records.publication import PublicationClass


class RowForm(ActionForm):
    """Base of an action on one follow-up; `do` is its name in the request."""

    do = ""
    heading = button = ""
    use_required_attribute = False
    for_open_only = True
    closes = False

    def __init__(self, *args, row: FollowUp, user, today: date, **kwargs):
        super().__init__(*args, row=row, auto_id=f"id_{self.do}_%s", **kwargs)
        self.user, self.today = user, today

    def act(self) -> str:
        """Run the action and return the message for the user. Raises the errors of the action."""
        raise NotImplementedError

    def _done(self, text: str) -> str:
        return text % {"title": self.row.title}


class NextFields(forms.Form):
    """Title and due date of the next follow-up. Both may be empty; a due date needs a title."""

    next_title = forms.CharField(label=gettext_lazy("Next follow-up"), max_length=200, required=False)
    next_due_on = KnownDateFormField(label=gettext_lazy("Next follow-up due on"), required=False)

    def clean_next_due_on(self):
        due = self.cleaned_data.get("next_due_on") or KnownDate.unknown()
        if due and not self.cleaned_data.get("next_title"):
            raise forms.ValidationError(_("Write what is to be done then."), code="title_needed")
        return due

    def plan_next(self, row: FollowUp, user) -> None:
        given = self.cleaned_data
        if not given["next_title"]:
            return
        require(user, "agreements.add_followup")
        plan_follow_up(
            row.agreement,
            kind=row.kind,
            title=given["next_title"],
            office=row.office,
            due_on=given["next_due_on"],
            person=row.person_in_charge,
            is_public=row.is_public,
            by=user,
        )


class FinishForm(NextFields, RowForm):
    """Record a follow-up as done: day, result, evidence, and optionally the next one."""

    do = "finish"
    closes = True
    heading = gettext_lazy("It is done")
    button = gettext_lazy("Save as done")

    done_on = KnownDateFormField(label=gettext_lazy("Done on"), required=False)
    result = forms.CharField(label=gettext_lazy("Result in one sentence"), max_length=300, required=False)
    document = forms.ModelChoiceField(label=gettext_lazy("Evidence"), queryset=Document.objects.none(), required=False)
    field_order = ["done_on", "result", "document", "next_title", "next_due_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"done_on": KnownDate.day(self.today), "document": self.row.document_id}
        self.fields["document"].queryset = evidence_for(self.row, self.user)
        address = f"{reverse('admin:agreements_document_add')}?agreement={self.row.agreement_id}"
        if self.user.has_perm("agreements.add_document"):
            self.fields["document"].help_text = format_html(
                '<a href="{}">{}</a>', address, _("Add a document to this agreement")
            )

    def act(self) -> str:
        given = self.cleaned_data
        row = finish_follow_up(
            self.row,
            done_on=given["done_on"],
            result=given["result"],
            document=given["document"],
            by=self.user,
            today=self.today,
        )
        self.plan_next(row, self.user)
        return self._done(_("“%(title)s” is recorded as done."))


class StartForm(RowForm):
    """Record the day on which work on a follow-up began."""

    do = "start"
    heading = gettext_lazy("It has begun")
    button = gettext_lazy("Save as ongoing")

    started_on = KnownDateFormField(label=gettext_lazy("Started on"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["started_on"] = self.row.started_on or KnownDate.day(self.today)

    def act(self) -> str:
        start_follow_up(self.row, started_on=self.cleaned_data["started_on"], by=self.user, today=self.today)
        return self._done(_("“%(title)s” is recorded as ongoing."))


class MoveForm(RowForm):
    """Move the due date of a follow-up, with a reason."""

    do = "move"
    heading = gettext_lazy("Move the due date")
    button = gettext_lazy("Move")

    due_on = KnownDateFormField(label=gettext_lazy("New due date"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=100, required=False)

    def act(self) -> str:
        given = self.cleaned_data
        moved = move_due_dates([self.row], to=given["due_on"], reason=given["reason"], by=self.user, today=self.today)
        if not moved:
            raise forms.ValidationError({"due_on": _("It is due then already.")}, code="same_day")
        return self._done(_("“%(title)s” has a new due date."))


class CancelForm(RowForm):
    """Cancel a follow-up as of today, with a reason."""

    do = "cancel"
    closes = True
    heading = gettext_lazy("Cancel the follow-up")
    button = gettext_lazy("Cancel this follow-up")

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)

    def act(self) -> str:
        cancel_follow_up(self.row, on=self.today, reason=self.cleaned_data["reason"], by=self.user, today=self.today)
        return self._done(_("“%(title)s” is recorded as cancelled."))


class NextForm(NextFields, RowForm):
    """Plan the next follow-up; also offered for one that is closed."""

    do = "next"
    heading = gettext_lazy("Plan the next follow-up")
    button = gettext_lazy("Plan")
    for_open_only = False

    def clean_next_title(self):
        if not self.cleaned_data["next_title"]:
            raise forms.ValidationError(_("Write what is to be done then."), code="title_needed")
        return self.cleaned_data["next_title"]

    def act(self) -> str:
        self.plan_next(self.row, self.user)
        return _("“%(title)s” is planned.") % {"title": self.cleaned_data["next_title"]}


ROW_FORMS = {form.do: form for form in (FinishForm, StartForm, MoveForm, CancelForm, NextForm)}


def evidence_for(row: FollowUp, user) -> QuerySet:
    """Return the documents of the agreement that this user may choose as evidence."""
    documents = Document.objects.alive().filter(agreement=row.agreement_id)
    return documents if sees_everything(user) else documents.exclude(publication_class=PublicationClass.EXEMPT)


def forms_of(row: FollowUp, user, today: date, *, is_reported: bool) -> list[RowForm]:
    """Return the forms that apply to the row in its present state.

    While a submitted report waits (`is_reported`), no form that closes the row is among them.
    """
    kinds = [form for form in ROW_FORMS.values() if row.is_open or not form.for_open_only]
    if is_reported:
        kinds = [form for form in kinds if not form.closes]
    if row.started_on:
        kinds = [form for form in kinds if form is not StartForm]
    if not user.has_perm("agreements.add_followup"):
        kinds = [form for form in kinds if form is not NextForm]
    return [form(row=row, user=user, today=today) for form in kinds]
