"""The page on which the publication class of an agreement, a partner or a document is set."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement
from agreements.record.publication import Exemption, set_class
from jambi_coop.lib.dates.fields import DayFormField
from jambi_coop.lib.records.publication import ExemptionGround, PublicationClass

from .action_form import ActionForm
from .action_page import action_page, refuse_unless, tell

TEMPLATE = "agreements/record/staff/publication.html"
MEANINGS = {
    PublicationClass.DRAFT: gettext_lazy("still being written; only staff see it"),
    PublicationClass.INTERNAL: gettext_lazy("only staff see it"),
    PublicationClass.PUBLIC: gettext_lazy("anybody may read it; a second person has to look at it first"),
    PublicationClass.EXEMPT: gettext_lazy("withheld on a ground of UU 14/2008 Article 17"),
}


class PublicationForm(ActionForm):
    """Form that asks for the class, and for an exempt row for the ground, the reason and the PPID's decision."""

    new_class = forms.ChoiceField(label=gettext_lazy("Publication class"), widget=forms.RadioSelect)
    exempt_ground = forms.ChoiceField(
        label=gettext_lazy("Ground of exemption (UU 14/2008 Article 17)"),
        choices=[("", "---------"), *ExemptionGround.choices],
        required=False,
    )
    exempt_reason = forms.CharField(
        label=gettext_lazy("Reason for the exemption"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    exempt_decision_number = forms.CharField(
        label=gettext_lazy("Number of the PPID decision"), max_length=100, required=False
    )
    exempt_decision_on = DayFormField(label=gettext_lazy("Date of the PPID decision"), required=False)
    exempt_review_on = DayFormField(label=gettext_lazy("Exemption to be reviewed on"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason for this change"), max_length=100, required=False)

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.fields["new_class"].choices = [(one.value, f"{one.label} – {MEANINGS[one]}") for one in PublicationClass]
        self.initial["new_class"] = row.publication_class
        for name in self.exemption_fields():
            self.initial[name] = getattr(row, name)

    @classmethod
    def exemption_fields(cls) -> list[str]:
        return [name for name in cls.base_fields if name.startswith("exempt_")]

    def exemption(self) -> Exemption | None:
        """Return the values given for an exempt row; None for any other class."""
        if self.cleaned_data["new_class"] != PublicationClass.EXEMPT:
            return None
        given = {name.removeprefix("exempt_"): self.cleaned_data[name] for name in self.exemption_fields()}
        return Exemption(**given)

    def act(self, by) -> PublicationClass:
        given = self.cleaned_data
        new_class, reason = given["new_class"], given["reason"]
        set_class(self.row, new_class=new_class, by=by, exemption=self.exemption(), reason=reason)
        return PublicationClass(new_class)


def publication_page(model_admin, request, row, form_class: type[PublicationForm] = PublicationForm):
    """Show and set the publication class of an agreement, a partner or a document, with the form of its kind."""
    refuse_unless(model_admin.has_change_permission(request, row))
    text = _("The publication class is now “%(label)s”.")
    return action_page(
        model_admin,
        request,
        form_class(request.POST or None, row=row),
        _("Publication"),
        done=lambda new: tell(request, text % {"label": new.label}, row),
        template=TEMPLATE,
        **(what_hangs_on(row) if isinstance(row, Agreement) else {}),
    )


def what_hangs_on(agreement: Agreement) -> dict:
    """Return partners and documents of an agreement, each as (public ones, others)."""
    partners = [party.partner for party in agreement.parties.select_related("partner")]
    return {"partners": _by_class(partners), "documents": _by_class(agreement.documents.alive())}


def _by_class(rows) -> tuple[list, list]:
    rows = list(rows)
    return [one for one in rows if one.is_public], [one for one in rows if not one.is_public]
