"""Staff page of the assessment before signing: all questions, the visits and the decision. It is never deleted."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.lifecycle.questions import BY_CODE, QUESTIONS, QuestionSource, Reply
from agreements.lifecycle.vocabulary import Track
from agreements.models import Answer, Assessment, OfficialVisit
from agreements.record.staff.date_column import date_column
from agreements.record.staff.part_admin import PartAdmin, PartForm, asked_agreement
from jambi_coop.lib.versions.versioned_admin import VersionedInlineMixin
from jambi_coop.lib.versions.versioned_forms import VersionedInlineFormSet, VersionedModelForm

PLACES = {question.code: place for place, question in enumerate(QUESTIONS)}


class AssessmentForm(PartForm):
    """Form of the assessment: first contact and decision cannot be in the future, and a decision needs a reason."""

    def clean(self):
        super().clean()
        given = self.cleaned_data
        for name in ("first_contact_on", "decided_on"):
            if given.get(name) and given[name].certainly_after(timezone.localdate()):
                self.add_error(name, ValidationError(_("This day is in the future."), code="future"))
        if given.get("decision") and not given.get("decision_reason"):
            self.add_error("decision_reason", ValidationError(_("Give the reason for the decision.")))


class AnswerForm(VersionedModelForm):
    """Form of the reply to one question; the page sets the question, and the user cannot change it."""

    class Meta:
        model = Answer
        fields = ["question", "reply", "note", "note_en", "source"]
        widgets = {"question": forms.HiddenInput, "reply": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Radio buttons without an empty choice, with the labels of the question; an unanswered row is not saved.
        words = self.asked.words if self.asked else dict(Reply.choices)
        self.fields["reply"].choices = [(reply.value, words[reply]) for reply in Reply]

    @property
    def asked(self):
        """The question of this row; None for the empty template row of the formset."""
        return BY_CODE.get(self["question"].value() or "")

    @property
    def heading(self) -> str:
        return str(self.asked.name) if self.asked else ""


class AnswerFormSet(VersionedInlineFormSet):
    """One row for each question that is asked of an agreement in `track`, in the order of `QUESTIONS`."""

    def __init__(self, *args, track=Track.KSDPL, **kwargs):
        self.track = track
        super().__init__(*args, **kwargs)

    def sections(self) -> list[tuple]:
        """Return (heading, [(row, articles of its question)]), grouped by the first source of each question."""
        rows = sorted((form for form in self.forms if form.asked), key=lambda form: PLACES[form.asked.code])
        found = {source: [] for source in QuestionSource}
        for form in rows:
            found[next(iter(form.asked.sources))].append((form, form.asked.basis(self.track)))
        return [(source.label, rows) for source, rows in found.items() if rows]

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["question"].required = False

    def clean(self):
        super().clean()
        codes = [form.cleaned_data.get("question") for form in self.forms if form.is_bound and not form.errors]
        given = [code for code in codes if code]
        if len(set(given)) != len(given):
            raise ValidationError(_("A question was sent twice. Open the page again."), code="twice")


class AnswerInline(VersionedInlineMixin, admin.StackedInline):
    """The questions and their replies on the page of an assessment; replies cannot be deleted."""

    model = Answer
    form = AnswerForm
    formset = AnswerFormSet
    template = "agreements/before_signing/answers.html"
    can_delete = False
    autocomplete_fields = ["source"]
    fields = ["question", "reply", "note", "note_en", "source"]

    def get_extra(self, request, obj=None, **kwargs):
        return len(unanswered(request, obj))

    def get_max_num(self, request, obj=None, **kwargs):
        return len(QUESTIONS)


def unanswered(request, assessment: Assessment | None) -> list[str]:
    """Return the codes of the questions that are asked of the agreement and have no answer yet; all questions while the
    agreement is not known."""
    agreement = assessment.agreement if assessment else asked_agreement(request)
    answered = set(assessment.answers.values_list("question", flat=True)) if assessment else set()
    if agreement is None:
        return [question.code for question in QUESTIONS]
    letters = frozenset(agreement.legal_fields.values_list("letter", flat=True))
    asked = [question.code for question in QUESTIONS if question.asked_in(agreement.track, letters)]
    return [code for code in asked if code not in answered]


class VisitForm(VersionedModelForm):
    """Form of an official visit; its date cannot be in the future."""

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on.certainly_after(timezone.localdate()):
            raise ValidationError(_("This day is in the future."), code="future")
        return on


class VisitInline(VersionedInlineMixin, admin.StackedInline):
    """The official visits on the page of an assessment."""

    model = OfficialVisit
    form = VisitForm
    extra = 0
    autocomplete_fields = ["source"]
    fields = [
        *(("on", "direction"), "travel_permit_number", "travel_approval_number", "journey_reported_on"),
        *("note", "source"),
    ]


@admin.register(Assessment)
class AssessmentAdmin(PartAdmin):
    """Assessments, one for each agreement; they are never deleted, not even for a discontinued proposal."""

    form = AssessmentForm
    change_form_template = "agreements/before_signing/assessment_form.html"
    inlines = [AnswerInline, VisitInline]
    list_display = ["agreement", "decision", "first_contact_label", "done_label", "unknown_label"]
    list_filter = ["decision"]
    list_select_related = ["agreement__digest"]
    search_fields = ["agreement__title", "agreement__register_number"]
    autocomplete_fields = ["agreement"]
    readonly_fields = ["signing_reason"]
    fieldsets = [
        (
            _("What the city needs"),
            {"fields": ["agreement", "city_needs", "city_needs_en", "plan_document"]},
        ),
        (_("First contact"), {"fields": ["first_contact_on", "first_contact_note"]}),
        (_("Decision"), {"fields": ["decision", "decided_on", "decision_reason", "signing_reason"]}),
    ]

    def has_delete_permission(self, request, obj=None):
        return False

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, AnswerInline):
            saved = obj if obj.pk else None
            kwargs["initial"] = [{"question": code} for code in unanswered(request, saved)]
            if agreement := self.agreement_at_hand(request, saved):
                kwargs["track"] = agreement.track
        return kwargs

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        agreement = self.agreement_at_hand(request, obj)
        context["partners"] = (
            [party.partner for party in agreement.parties.select_related("partner")] if agreement else []
        )
        return super().render_change_form(request, context, add, change, form_url, obj)

    first_contact_label = date_column("first_contact_on", _("first contact on"))

    @admin.display(description=_("points of analysis not done"), ordering="agreement__digest__analysis_not_done")
    def done_label(self, assessment):
        return assessment.agreement.digest.analysis_not_done

    @admin.display(description=_("points of analysis not known"), ordering="agreement__digest__analysis_not_known")
    def unknown_label(self, assessment):
        return assessment.agreement.digest.analysis_not_known
