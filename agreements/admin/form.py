"""The forms of the agreement: of a new one, which is then registered, and of one with a register number."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.lifecycle.tracks import TRACK_OF_KIND
from agreements.lifecycle.vocabulary import Track
from agreements.models import Agreement
from agreements.record.registration import track_for
from jambi_coop.lib.dates.fields import KnownDateFormField, refuse_future
from jambi_coop.lib.records.language import localised
from jambi_coop.lib.versions.versioned_forms import VersionedModelForm


class FieldsOfLaw(forms.ModelMultipleChoiceField):
    """Choice of the fields of cooperation of PP 28/2018, with labels in the language of the page."""

    def label_from_instance(self, obj) -> str:
        return f"{obj.letter}. {localised(obj, 'name')}"


class AgreementForm(VersionedModelForm):
    """Form of a registered agreement; number, track and stage are changed by actions only."""

    class Meta:
        model = Agreement
        fields = "__all__"
        field_classes = {"legal_fields": FieldsOfLaw}
        widgets = {
            "legal_fields": forms.CheckboxSelectMultiple,
            "summary": forms.Textarea(attrs={"rows": 4}),
            "summary_en": forms.Textarea(attrs={"rows": 4}),
            "other_actors": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def _update_errors(self, errors):
        """Ignore errors of fields that this part of the form does not show."""
        if hasattr(errors, "error_dict"):
            here = {NON_FIELD_ERRORS, *self.fields}
            kept = {name: found for name, found in errors.error_dict.items() if name in here}
            if not kept:
                return
            errors = ValidationError(kept)
        super()._update_errors(errors)


class NewAgreementForm(AgreementForm):
    """Form of a new agreement: only title, kind and one partner are required."""

    chosen_track = forms.ChoiceField(
        label=_("Track"),
        required=False,
        choices=[("", _("as the kind decides")), *Track.choices],
        help_text=_(
            "Only for the kinds “Technical cooperation” and “Other”, and for texts signed before 13 July 2018. "
            "Every other kind decides its track itself."
        ),
    )
    signed_on = KnownDateFormField(
        label=_("Signed on"),
        required=False,
        validators=[refuse_future],
        help_text=_("Only for a text signed before 13 July 2018; any other gets its day when it is signed."),
    )
    as_of = KnownDateFormField(
        label=_("Stage as of"),
        required=False,
        help_text=_("When it entered its first stage; leave it empty for an old file of which this is not known."),
    )

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if "kind" not in given or "signed_on" not in given:
            return
        chosen = given.get("chosen_track", "")
        decided = TRACK_OF_KIND.get(given["kind"])
        if chosen and decided and chosen not in (decided, Track.LEGACY):
            text = _("The kind “%(kind)s” decides the track: %(track)s. Leave this empty.")
            labels = {"kind": Agreement.Kind(given["kind"]).label, "track": decided.label}
            self.add_error("chosen_track", ValidationError(text, params=labels))
            return
        try:
            track = track_for(given["kind"], chosen, given["signed_on"])
        except ValidationError as error:
            self.add_error("chosen_track", error)
        else:
            if given["signed_on"] and track != Track.LEGACY:
                text = _("Only a text signed before 13 July 2018 has its day here. Choose that track, or empty this.")
                self.add_error("signed_on", text)
        as_of = given.get("as_of")
        if as_of and as_of.certainly_after(timezone.localdate()):
            self.add_error("as_of", _("This day is in the future."))
