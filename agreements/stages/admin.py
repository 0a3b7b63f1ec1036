"""Admin of the steps of an agreement: the list, and the page of one step with its letters and the acts that fit it.

A step is never typed or deleted here: the verbs, the table of past steps and the acts on letters write it.
"""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.lifecycle import rules, vocabulary
from agreements.lifecycle.tracks import ASKED_STAGES
from agreements.models import Letter, Step
from agreements.record.letters import derive_letter_columns, has_letters
from agreements.record.staff.action_page import add_errors, row_url
from agreements.record.staff.date_column import NOTHING, date_column
from agreements.record.staff.list_filters import ChoiceFilter
from agreements.record.staff.part_admin import PartAdmin, PartForm
from agreements.record.staff.trash_page import TrashAdminMixin, TrashFilter
from agreements.record.wording import holder_label

from .letter_pages import LETTER_PAGES, may_take_back, step_links, take_back_page
from .letters import check_letter
from .steps import VALID_FOR_A_TIME, check_step


class StepForm(PartForm):
    """Note, source and papers of one step; what its track and the legal gate do not allow is refused."""

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        try:
            check_step(self.instance, timezone.localdate())
        except ValidationError as error:
            add_errors(self, error)


def signs_paper(step: Step) -> bool:
    """True where a paper is signed at the stage of the step: the paper has the day and the signatories."""
    spec = rules.spec_of(vocabulary.Track(step.agreement.track), vocabulary.Stage(step.stage))
    return spec is not None and spec.instrument is not None


@admin.register(Step)
class StepAdmin(TrashAdminMixin, PartAdmin):
    """List of the steps, and the page of one."""

    form = StepForm
    change_form_template = "agreements/stages/step_form.html"
    list_display = [
        *("stage", "holder_name", "round", "state_label", "sent_label", "decided_label"),
        *("letter_number", "reply_number", "agreement"),
    ]
    list_filter = [("state", ChoiceFilter), ("stage", ChoiceFilter), ("holder", ChoiceFilter), TrashFilter]
    list_select_related = ["agreement", "instrument"]
    readonly_fields = [
        *("stage", "holder_name", "round", "state_label", "sent_label", "received_label", "decided_label"),
        *("letter_number", "reply_number", "council_role", "outcome"),
    ]
    search_fields = ["letters__number", "letter_number", "agreement__title", "agreement__register_number"]
    autocomplete_fields = ["source"]

    fieldsets = [
        (
            _("Step"),
            {
                "fields": [
                    *("agreement", "stage", "holder_name", "round", "state_label", "letter_number", "sent_label"),
                    *("received_label", "decided_label", "reply_number", "council_role", "outcome"),
                ]
            },
        ),
        (_("Beside it"), {"fields": ["signatories", "valid_until", "document", "source", "note"]}),
    ]

    def get_fieldsets(self, request, obj=None):
        """Leave out what a step of this stage does not have."""
        absent = _absent(obj) if obj else set()
        return [
            (heading, {**options, "fields": [name for name in options["fields"] if name not in absent]})
            for heading, options in super().get_fieldsets(request, obj)
        ]

    def get_urls(self):
        return [*(row_url(self, name, page) for name, page in LETTER_PAGES.items()), *super().get_urls()]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def may_restore(self, request, obj) -> bool:
        """True for those who record steps; only the undoing of an import moves one to the trash."""
        return PartAdmin.has_change_permission(self, request, obj)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["letters"] = list(obj.letters.select_related("document")) if obj else []
        context["has_letters"] = obj is not None and (has_letters(obj) or bool(context["letters"]))
        may = obj is not None and self.has_change_permission(request, obj)
        context["step_links"] = step_links(obj) if may else []
        return super().render_change_form(request, context, add, change, form_url, obj)

    sent_label = date_column("sent_on", _("sent on"))
    received_label = date_column("received_on", _("received on"))

    @admin.display(description=_("held by"), ordering="holder")
    def holder_name(self, step):
        return holder_label(step.agreement, step.holder)

    @admin.display(description=_("state"), ordering="state")
    def state_label(self, step):
        return step.get_state_display()

    @admin.display(
        description=_("finished or decided on"),
        ordering=Coalesce("instrument__signed_on_earliest", "decided_on_earliest"),
    )
    def decided_label(self, step):
        return str(step.ended_on or NOTHING)


def _absent(step: Step) -> set[str]:
    """Return the fields that a step of this stage does not have, unless this one has them from an old file."""
    is_asked = step.stage in ASKED_STAGES
    present = {
        "letter_number": is_asked or step.letter_number,
        "sent_label": is_asked or step.sent_on,
        "received_label": is_asked or step.received_on,
        "reply_number": is_asked or step.reply_number,
        "council_role": step.stage == vocabulary.Stage.COUNCIL,
        "outcome": step.stage == vocabulary.Stage.VERIFICATION,
        "signatories": step.signatories or not signs_paper(step),
        "valid_until": step.valid_until or step.stage in VALID_FOR_A_TIME,
    }
    return {name for name, has_it in present.items() if not has_it}


class LetterForm(PartForm):
    """What is recorded of one letter; it is judged as the acts on letters judge it."""

    def agreement_of_row(self):
        return self.instance.step.agreement

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        try:
            check_letter(self.instance, timezone.localdate())
        except ValidationError as error:
            add_errors(self, error)


@admin.register(Letter)
class LetterAdmin(PartAdmin):
    """List of all letters, and the page of one; a letter is added from its step, and taken back with a reason."""

    form = LetterForm
    agreement_path = "step__agreement"
    change_form_template = "agreements/stages/letter_form.html"
    list_display = ["number", "direction", "dated_label", "sent_label", "received_label", "agreement"]
    list_display_links = ["number", "direction"]
    list_filter = [("direction", ChoiceFilter), ("step__stage", ChoiceFilter), ("step__holder", ChoiceFilter)]
    list_select_related = ["step__agreement"]
    search_fields = ["number", "subject", "correspondent", "step__agreement__title", "step__agreement__register_number"]
    readonly_fields = ["step", "direction"]
    fieldsets = [
        (_("Letter"), {"fields": ["step", "direction", "number", "dated", "sent_on", "received_on"]}),
        (_("Inside"), {"fields": ["subject", "correspondent", "document", "note"]}),
    ]

    dated_label = date_column("dated", _("date of the letter"))
    sent_label = date_column("sent_on", _("sent on"))
    received_label = date_column("received_on", _("received on"))

    @admin.display(description=_("agreement"), ordering="step__agreement")
    def agreement(self, letter):
        return letter.step.agreement

    def get_urls(self):
        return [row_url(self, "take_back", take_back_page), *super().get_urls()]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        derive_letter_columns(obj.step, by=request.user)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_take_back"] = obj is not None and may_take_back(request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)
