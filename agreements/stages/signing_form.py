"""Form fields of a signing: who signed when and where, one group for each side, and how long the text holds."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Instrument, Party, Signature
from agreements.record.signing import SideSigned, SignedText
from agreements.record.staff.action_form import ActionForm
from jambi_coop.lib.dates.fields import DayFormField, KnownDateFormField
from jambi_coop.lib.numbers.fields import WholeNumberFormField

from .signing import sign

OF_SIDE = ("name", "position", "signed_on", "place", "number")
OF_VALIDITY = ("validity", "starts_on", "ends_on", "duration", "option", "notice_months", "review_on")


def side_fields(agreement: Agreement) -> dict[str, forms.Field]:
    """Return the fields of the city and of each partner, by name; all of them may stay empty."""
    fields: dict[str, forms.Field] = {}
    for prefix, who, _party in _sides(agreement):
        labels = {
            "name": _("%(who)s: signatory"),
            "position": _("%(who)s: title of the signatory"),
            "place": _("%(who)s: signed at (place)"),
            "number": _("%(who)s: number"),
        }
        for name in OF_SIDE:
            if name == "signed_on":
                label = _("%(who)s: signed on")
                fields[f"{prefix}_{name}"] = KnownDateFormField(label=label % {"who": who}, required=False)
            else:
                length = Signature._meta.get_field(name).max_length
                fields[f"{prefix}_{name}"] = forms.CharField(
                    label=labels[name] % {"who": who}, max_length=length, required=False
                )
    return fields


def sides_of(agreement: Agreement, given: dict) -> list[SideSigned]:
    """Return what was said of each side in the fields of `side_fields`."""
    found = []
    for prefix, _who, party in _sides(agreement):
        side = Signature.Side.PARTNER if party else Signature.Side.CITY
        values = {name: given.get(f"{prefix}_{name}") for name in OF_SIDE}
        said = SideSigned(side=side, party=party, **{name: value for name, value in values.items() if value})
        if said.says_anything():
            found.append(said)
    return found


def _sides(agreement: Agreement) -> list[tuple[str, str, Party | None]]:
    parties = agreement.parties.select_related("partner").order_by("pk")
    return [("city", agreement.region, None), *((f"party{one.pk}", one.partner.name, one) for one in parties)]


def validity_fields(*, required: bool) -> dict[str, forms.Field]:
    """Return the fields that ask how long a text holds: no answer is not an answer."""
    return {
        "validity": forms.ChoiceField(
            label=_("How long it holds"), choices=[("", "---------"), *Instrument.Validity.choices], required=required
        ),
        "starts_on": KnownDateFormField(label=_("In force from"), required=False),
        "ends_on": KnownDateFormField(label=_("In force until"), required=False),
        "duration": forms.CharField(
            label=_("Duration, as worded"),
            max_length=80,
            required=False,
            help_text=_("Such as “4 tahun” or “18 months”."),
        ),
        "option": forms.CharField(label=_("Option to extend"), max_length=120, required=False),
        "notice_months": WholeNumberFormField(label=_("Months of notice"), min_value=1, max_value=60, required=False),
        "review_on": DayFormField(label=_("To be reviewed on"), required=False),
    }


def signed_text(agreement: Agreement, given: dict, **values) -> SignedText:
    """Return the text from the fields of `side_fields` and `validity_fields`."""
    validity = {name: given[name] for name in OF_VALIDITY if given.get(name)}
    return SignedText(sides=sides_of(agreement, given), **validity, **values)


class SignForm(ActionForm):
    """Record that an instrument was signed: the day, and what is known of each side."""

    on = KnownDateFormField(
        label=_("Signed on"),
        required=False,
        help_text=_("Day of the last signature; empty if the days of the sides say it, or if it is not known."),
    )

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.fields.update(side_fields(row.agreement))

    def act(self, by):
        given = self.cleaned_data
        sides = sides_of(self.row.agreement, given)
        on = given["on"]
        if not sides or (on and on not in [side.signed_on for side in sides]):
            sides.append(SideSigned(side=Signature.Side.ALL, signed_on=on))
        return sign(self.row, sides=sides, by=by, today=self.today)
