"""The publication page of an agreement: for a text that was taken in it also asks why steps have no proof."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.record.old_texts import unproven_steps
from agreements.record.reasons import stated
from agreements.record.staff.publication_page import PublicationForm, publication_page
from jambi_coop.lib.records.publication import PublicationClass

from .evidence_form import area
from .publishing import GROUNDS, publish_unproven
from .waivers import WaiverRequest

WAIVER_FIELDS = ("waiver_ground", "waiver_reason")


class AgreementPublicationForm(PublicationForm):
    """The form of an agreement; `unproven` are the steps for which one ground and one reason are asked."""

    waiver_ground = forms.ChoiceField(
        label=_("Steps without proof: ground"),
        choices=[("", "---------"), *((one.value, one.label) for one in GROUNDS)],
        required=False,
    )
    waiver_reason = forms.CharField(
        label=_("Steps without proof: reason"),
        widget=area(3),
        required=False,
        help_text=_(
            "One reason for all of them, in at least 20 characters. It stays visible for ever, also in public."
        ),
    )

    field_order = ["new_class", *WAIVER_FIELDS]

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.unproven = unproven_steps(row)
        if not self.unproven:
            for name in WAIVER_FIELDS:
                del self.fields[name]

    def clean(self):
        super().clean()
        if self._publishes_unproven():
            if not self.cleaned_data.get("waiver_ground"):
                self.add_error("waiver_ground", _("Choose why there is no proof."))
            try:
                stated(self.cleaned_data.get("waiver_reason", ""))
            except ValidationError as error:
                self.add_error("waiver_reason", error)

    def _publishes_unproven(self) -> bool:
        return bool(self.unproven) and self.cleaned_data.get("new_class") == PublicationClass.PUBLIC

    def act(self, by) -> PublicationClass:
        if not self._publishes_unproven():
            return super().act(by)
        given = self.cleaned_data
        request = WaiverRequest(given["waiver_ground"], given["waiver_reason"])
        publish_unproven(self.row, request=request, by=by, today=self.today, reason=given["reason"])
        return PublicationClass.PUBLIC


def agreement_publication_page(model_admin, request, row):
    """Show and set the publication class of an agreement."""
    return publication_page(model_admin, request, row, AgreementPublicationForm)
