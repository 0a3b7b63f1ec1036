"""Forms used after a signature: the first follow-up, a review, a renewal."""

from datetime import date, timedelta

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.lifecycle.vocabulary import InstrumentKind
from agreements.models import FollowUp, Office, Review
from agreements.record.instruments import terms_of
from agreements.record.locks import lock_alive
from agreements.record.renewal import binds, renew
from agreements.record.staff.action_form import ActionForm
from agreements.record.status import is_known_to_live
from jambi_coop.lib.dates.fields import DayFormField, KnownDateFormField, refuse_future
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.numbers.fields import WholeNumberFormField

from .actions import plan_follow_up
from .reviews import Extension, record_review

QUESTIONS = {
    "title": _("Write what is to be done."),
    "office": _("Choose the office."),
    "due_on": _("Give the day."),
}
OR_UNDECIDED = {
    "title": _("Write what is to be done, or tick “Not decided yet”."),
    "office": _("Choose the office, or tick “Not decided yet”."),
    "due_on": _("Give the day, or tick “Not decided yet”."),
}


class FirstFollowUpForm(ActionForm):
    """The first follow-up after the signing: title, office and due date, or a tick that it is not decided yet."""

    title = forms.CharField(label=_("What is the first follow-up?"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=FollowUp.Kind.choices, initial=FollowUp.Kind.MEETING)
    office = forms.ModelChoiceField(Office.objects.none(), label=_("Which office does it?"), required=False)
    due_on = KnownDateFormField(label=_("Until when?"), required=False)
    is_public = forms.BooleanField(
        label=_("Shown in public"),
        required=False,
        help_text=_("Title, office and day stand on the public page as soon as the agreement is public."),
    )
    undecided = forms.BooleanField(
        label=_("Not decided yet"),
        required=False,
        help_text=_("The agreement then stands on the work list until a first follow-up has a date."),
    )

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.fields["office"].queryset = Office.objects.filter(is_active=True)
        self.initial["office"] = row.lead_office_id
        self.initial["due_on"] = KnownDate.day(self._proposed_day())
        self.initial["is_public"] = FollowUp._meta.get_field("is_public").default
        self.is_listed = binds(row) and is_known_to_live(row, self.today) and not row.is_comparison
        if not self.is_listed:
            # Such an agreement is not on the work list, and the text of this field says that it would be.
            del self.fields["undecided"]

    def _proposed_day(self) -> date:
        """Return the day FIRST_FOLLOW_UP_DAYS after the signing, or after today if that day has passed."""
        wait = timedelta(days=settings.FIRST_FOLLOW_UP_DAYS)
        signed = self.row.signed_on.latest
        return signed + wait if signed and signed + wait > self.today else self.today + wait

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if given.get("undecided"):
            if given.get("title"):
                self.add_error("undecided", _("You wrote what is to be done. Take this tick away, or empty the title."))
            return
        for name, question in (OR_UNDECIDED if self.is_listed else QUESTIONS).items():
            if name not in self.errors and not given.get(name):
                self.add_error(name, question)
        if given.get("due_on") and self.row.signed_on.certainly_after(given["due_on"]):
            text = _("The agreement was signed on %(date)s. The first follow-up comes after that.")
            self.add_error("due_on", text % {"date": self.row.signed_on})
        elif given.get("due_on") and given["due_on"].certainly_before(self.today):
            self.add_error("due_on", _("This day has passed. Give one that is still to come."))

    def act(self, by) -> FollowUp | None:
        """Return the follow-up that was planned; None when "Not decided yet" was ticked."""
        given = self.cleaned_data
        if given.get("undecided"):
            return None
        if lock_alive(self.row).follow_ups.scheduled().exists():
            raise ValidationError(_("A first follow-up is planned already."), code="twice")
        names = ("kind", "title", "office", "due_on", "is_public")
        return plan_follow_up(self.row, by=by, **{name: given[name] for name in names})


EXTENSION_FIELDS = ("signed_on", "starts_on", "ends_on", "review_on", "notice_months")
EXTENSION_KINDS = (InstrumentKind.EXTENSION, InstrumentKind.EXCHANGE, InstrumentKind.AUTOMATIC)


class ReviewForm(ActionForm):
    """An evaluation with its decision; the fields of the further term are for an extension only."""

    held_on = DayFormField(label=_("Reviewed on"))
    finding = forms.CharField(
        label=_("Finding"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("What was found.")
    )
    finding_en = forms.CharField(
        label=_("Finding in English"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    decision = forms.ChoiceField(label=_("Decision"), choices=Review.Decision.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason for the decision"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    next_review_on = DayFormField(label=_("Next review on"), required=False)
    is_public = forms.BooleanField(
        label=_("Shown in public"),
        required=False,
        help_text=_("The day, the decision and the finding; the reason stays inside."),
    )
    signed_on = KnownDateFormField(
        label=_("Extension: signed or exchanged on"), required=False, validators=[refuse_future]
    )
    starts_on = KnownDateFormField(label=_("Extension: starts on"), required=False)
    ends_on = KnownDateFormField(
        label=_("Extension: ends on"), required=False, help_text=_("Empty for an open-ended extension.")
    )
    kind = forms.ChoiceField(
        label=_("Extension: kind of paper"),
        choices=[(kind.value, kind.label) for kind in EXTENSION_KINDS],
        help_text=_("A text negotiated afresh is no extension: renew the agreement instead."),
    )
    review_on = DayFormField(label=_("Extension: to be reviewed on"), required=False)
    notice_months = WholeNumberFormField(
        label=_("Extension: months of notice"), min_value=0, max_value=60, required=False
    )
    document = forms.ModelChoiceField(None, label=_("Document in the register"), required=False)

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.fields["document"].queryset = row.documents.alive()
        self.initial["held_on"] = self.today
        terms = terms_of(row)
        if terms and terms[-1].ends_on.is_exact:
            self.initial["starts_on"] = KnownDate.day(terms[-1].ends_on.latest + timedelta(days=1))

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if given.get("decision") == Review.Decision.EXTEND:
            if "starts_on" not in self.errors and not given.get("starts_on"):
                self.add_error("starts_on", ValidationError(_("Give the date, even if only the year is known.")))
            if given.get("kind") == InstrumentKind.AUTOMATIC and given.get("signed_on"):
                self.add_error("signed_on", _("An automatic extension is not signed."))
        elif given.get("decision"):
            # Typed input must not be dropped without a message; the proposed start was not typed.
            for name in EXTENSION_FIELDS:
                if name in self.changed_data and given.get(name) not in (None, KnownDate.unknown()):
                    self.add_error(name, _("Only an extension has a further term: choose “Extend”, or empty this."))

    def act(self, by) -> Review:
        given = self.cleaned_data
        extension = None
        if given["decision"] == Review.Decision.EXTEND:
            names = ("kind", "signed_on", "starts_on", "ends_on", "review_on", "notice_months", "document")
            extension = Extension(**{name: given[name] for name in names})
        names = ("held_on", "finding", "finding_en", "decision", "reason", "next_review_on", "is_public", "document")
        review = Review(agreement=self.row, **{name: given[name] for name in names})
        return record_review(review, by=by, today=self.today, extension=extension)


class RenewForm(ActionForm):
    """Confirmation of a renewal. It has no fields: the page says what is carried over."""

    def act(self, by):
        return renew(self.row, by=by, today=self.today)
