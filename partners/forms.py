"""The staff form for partners."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jambi_coop.lib.countries.field import CountryField
from jambi_coop.lib.versions.versioned_forms import VersionedModelForm
from partners.actions import free_slug
from partners.models import FormerSlug, Partner
from partners.search import similar

NAMES = ("name", "name_local", "short_name")


class WebsiteField(forms.URLField):
    """URL field that reads an address without a scheme as https."""

    def __init__(self, **kwargs):
        super().__init__(**{"assume_scheme": "https", **kwargs})


class PartnerForm(VersionedModelForm):
    """Form of a partner. It warns where a new or renamed partner may be recorded already; `keep_anyway` saves it all
    the same."""

    keep_anyway = forms.BooleanField(required=False, label=_("Save all the same: it is another body"))

    class Meta:
        model = Partner
        fields = "__all__"
        field_classes = {"country": CountryField, "website": WebsiteField}
        help_texts = {
            "latitude": _("In degrees, like -1.61; what lies south of the equator is negative."),
            "longitude": _("In degrees, like 103.61; what lies west of Greenwich is negative."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.look_alikes: list[Partner] = []
        self.chosen_slug = ""

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        former = FormerSlug.objects.filter(slug=slug).exclude(partner_id=self.instance.pk).first()
        if former:
            raise ValidationError(
                _("This address still leads to %(name)s. Choose another."),
                code="former_slug",
                params={"name": former.partner.name},
            )
        return slug

    def clean(self):
        cleaned = super().clean()
        renamed = self.instance._state.adding or set(self.changed_data) & {*NAMES, "country"}
        if renamed and cleaned.get("name") and not cleaned.get("keep_anyway"):
            # The slug is chosen before the search for similar partners. If the same partner is recorded at the same
            # moment, the database refuses the second slug, and the request runs once more and finds the first.
            self.chosen_slug = free_slug(
                Partner(pk=self.instance.pk, name=cleaned["name"], short_name=cleaned.get("short_name", ""))
            )
            self.look_alikes = self._find_look_alikes(cleaned)
            if self.look_alikes:
                self.add_error(
                    None,
                    ValidationError(_("Nothing has been saved yet: please look at the note first."), code="look_alike"),
                )
        return cleaned

    def _find_look_alikes(self, cleaned) -> list[Partner]:
        names = [cleaned[name] for name in NAMES if cleaned.get(name)]
        found = [
            partner
            for name in names
            for partner in similar(name, cleaned.get("country", ""), exclude_pk=self.instance.pk)
        ]
        return list(dict.fromkeys(found))
