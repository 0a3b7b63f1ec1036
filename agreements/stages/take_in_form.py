"""The form on which an editor takes in a text that was signed already; it works without JavaScript."""

from collections.abc import Iterable, Iterator

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.lifecycle.vocabulary import InstrumentKind, SignedBefore
from agreements.models import Agreement, FollowUp, Instrument, Party, Signature, Source
from agreements.record.instruments import latest_signing
from agreements.record.signing import SideSigned, SignedText
from jambi_coop.lib.dates.fields import KnownDateFormField, refuse_future
from partners.models import Partner

from .evidence_form import FILES, area
from .signing_form import OF_SIDE, OF_VALIDITY, validity_fields
from .take_in import TAKEN_IN_KINDS, EarlyEnd, OldParty, OldText, PastActivity, refuse_unanswered, region_of

PARTNERS, EXTENSIONS = 4, 3
"""Lines on the form; what goes beyond is added on the page of the agreement."""
NO_CHOICE = ("", "---------")
PAPERS = [
    (InstrumentKind.MOU.value, InstrumentKind.MOU.label),
    (InstrumentKind.INTENT.value, InstrumentKind.INTENT.label),
    (InstrumentKind.EXTENSION.value, _("Only an extension; the text that it extends was not found")),
]
CITY, PARTNER = "city", "partner"
OF_ENDING = ("ending", "ended_on", "ended_reason")
ENDINGS = [
    ("", _("It did not end early, or nothing is known of it")),
    (f"{Instrument.Ending.WITHDRAWN}-{PARTNER}", _("Withdrawn by the partner (the first one named above)")),
    (f"{Instrument.Ending.WITHDRAWN}-{CITY}", _("Withdrawn by the city or region")),
    (Instrument.Ending.TERMINATED.value, Instrument.Ending.TERMINATED.label),
    (Instrument.Ending.REPLACED.value, Instrument.Ending.REPLACED.label),
]


class Line(forms.Form):
    """A group of fields that may stay empty as a whole; `heading` names it on the page and in a fault."""

    def __init__(self, *args, heading: str, is_asked: bool = False, **kwargs):
        self.heading, self.is_asked = heading, is_asked
        super().__init__(*args, **kwargs)

    def is_filled(self) -> bool:
        return self.is_bound and any(self.cleaned_data.get(name) for name in self.fields)

    @property
    def is_open(self) -> bool:
        """Shown unfolded: it is always asked for, it was filled in, or something is wrong with it."""
        return self.is_asked or self.is_bound and (bool(self.errors) or self.is_filled())


class SideLine(Line):
    """What is known of the signature of one side."""

    signed_on = KnownDateFormField(label=_("Signed on"), required=False, validators=[refuse_future])
    place = forms.CharField(label=_("Signed at (place)"), max_length=120, required=False)
    name = forms.CharField(label=_("Signatory"), max_length=300, required=False)
    position = forms.CharField(label=_("Title of the signatory"), max_length=120, required=False)
    number = forms.CharField(label=_("Document number"), max_length=120, required=False)

    def side(self, side: str) -> SideSigned | None:
        said = SideSigned(side=side, **{name: self.cleaned_data[name] for name in OF_SIDE})
        return said if said.says_anything() else None


class PartnerLine(SideLine):
    """A partner, its role, and what is known of its signature."""

    partner = forms.ModelChoiceField(Partner.objects.none(), label=_("Partner"), required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Party.Role.choices, initial=Party.Role.PARTY, required=False)
    field_order = ["partner", "role"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = Partner.objects.alive().order_by("name")

    def is_filled(self) -> bool:
        """A role other than the first one was chosen, too."""
        if not self.is_bound:
            return False
        given = self.cleaned_data
        has_role = given.get("role") not in (None, "", Party.Role.PARTY)
        return has_role or any(given.get(name) for name in ("partner", *OF_SIDE))

    def clean(self):
        super().clean()
        if self.is_filled() and not self.cleaned_data.get("partner") and "partner" not in self.errors:
            self.add_error("partner", _("Choose the partner."))

    def party(self) -> OldParty:
        given = self.cleaned_data
        role = given["role"] or Party.Role.PARTY
        return OldParty(partner=given["partner"], role=role, signed=self.side(Signature.Side.PARTNER))


class ExtensionLine(Line):
    """An extension: the day of its signing, and for how long it extends."""

    signed_on = KnownDateFormField(label=_("Signed on"), required=False, validators=[refuse_future])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = validity_fields(required=False)
        self.fields.update({name: asked[name] for name in ("validity", "starts_on", "ends_on", "duration")})

    def clean(self):
        super().clean()
        if self.is_filled() and not self.cleaned_data.get("validity") and "validity" not in self.errors:
            self.add_error("validity", _("Say how long it holds; that the text does not say so is an answer too."))

    def text(self) -> SignedText:
        given = {name: value for name, value in self.cleaned_data.items() if value}
        day = given.pop("signed_on", None)
        side = SideSigned(side=Signature.Side.ALL, **({"signed_on": day} if day else {}))
        return SignedText(sides=[side], **given)


def _given(values: dict, names: Iterable[str]) -> dict:
    """Return those of `names` that were filled in."""
    return {name: values[name] for name in names if values.get(name)}


def _add_misfits(form: forms.Form, paper: Instrument) -> None:
    """Put at the fields of `form` what the paper itself refuses (`Instrument`), so that a fault names its line."""
    for check in (paper.clean, paper.refuse_misfits):
        try:
            check()
        except ValidationError as error:
            for name, sentences in error.error_dict.items():
                form.add_error("signed_on" if name == "changes" else name, sentences)


class TakeInForm(forms.Form):
    """What is known of the text: kind, title, paper, validity, source; with the lines of the sides and extensions."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[NO_CHOICE, *((one.value, one.label) for one in TAKEN_IN_KINDS)])
    title = forms.CharField(label=_("Title"), max_length=200)
    region = forms.CharField(
        label=_("Region, if it is a comparison case"),
        max_length=100,
        required=False,
        help_text=_(
            "With its first word: Kota, Kabupaten, Provinsi or Desa, as “Provinsi Sumatera Barat”. Empty: a "
            "cooperation of this city."
        ),
    )
    paper = forms.ChoiceField(
        label=_("What was signed"),
        choices=PAPERS,
        required=False,
        initial=InstrumentKind.MOU,
        widget=forms.RadioSelect,
        help_text=_("Of a membership it is always the decision on it."),
    )
    before = forms.ChoiceField(
        label=_("Signed before 13 July 2018?"),
        choices=SignedBefore.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "On that day PP 28/2018 came into force. The answer decides the stages; if it is not known, the page says "
            "so. Of a membership it is not asked."
        ),
    )
    signed_on = KnownDateFormField(
        label=_("Signed on"),
        required=False,
        validators=[refuse_future],
        help_text=_("Only if the sides are not told apart below. Empty: the day is not known."),
    )
    upload = forms.FileField(label=_("The signed text, as a file"), required=False, help_text=FILES)
    kept_at = forms.CharField(label=_("Where the original is kept"), max_length=200, required=False)
    source = forms.ModelChoiceField(Source.objects.none(), label=_("Source"), required=False)
    new_source = forms.CharField(label=_("Or a new source: its citation"), max_length=300, required=False)
    source_kind = forms.ChoiceField(
        label=_("Kind of the new source"), choices=[NO_CHOICE, *Source.Kind.choices], required=False
    )
    ending = forms.ChoiceField(label=_("Early end"), choices=ENDINGS, required=False)
    ended_on = KnownDateFormField(label=_("Ended early on"), required=False, validators=[refuse_future])
    ended_reason = forms.CharField(label=_("Reason (internal)"), max_length=300, required=False)
    activity_kind = forms.ChoiceField(
        label=_("Kind of the activity"), choices=[NO_CHOICE, *FollowUp.Kind.choices], required=False
    )
    activity_title = forms.CharField(label=_("Activity"), max_length=200, required=False)
    activity_on = KnownDateFormField(label=_("Took place on"), required=False, validators=[refuse_future])
    activity_result = forms.CharField(label=_("Result in one sentence"), max_length=300, widget=area(), required=False)

    def __init__(self, data=None, files=None, **kwargs):
        super().__init__(data, files, **kwargs)
        self.fields.update(validity_fields(required=True))
        self.fields["source"].queryset = Source.objects.order_by("citation")
        self.city = SideLine(data, prefix=CITY, heading=gettext("The city or region"), is_asked=True)
        self.partners = [
            PartnerLine(
                data,
                prefix=f"{PARTNER}{one}",
                heading=gettext("Partner %(number)d") % {"number": one},
                is_asked=one == 1,
            )
            for one in range(1, PARTNERS + 1)
        ]
        self.extensions = [
            ExtensionLine(
                data, prefix=f"extension{number}", heading=gettext("Extension %(number)d") % {"number": number}
            )
            for number in range(1, EXTENSIONS + 1)
        ]

    sides_heading = _("Who signed")

    @property
    def lines(self) -> list[Line]:
        return [self.city, *self.partners, *self.extensions]

    def groups(self) -> Iterator[tuple]:
        """Yield heading, fields and lines of each group of the page; what is rare is folded away while it is empty."""
        activity = ("activity_kind", "activity_title", "activity_on", "activity_result")
        yield _("The cooperation"), self._bound("kind", "title", "region"), []
        paper = ("paper", "before", "signed_on", "upload", "kept_at", "source", "new_source", "source_kind")
        yield _("The paper"), self._bound(*paper), []
        yield self.sides_heading, [], [self.city, *self.partners]
        yield _("How long it holds"), self._bound(*OF_VALIDITY), []
        yield _("Extensions"), [], self.extensions
        yield _("Early end"), self._bound(*OF_ENDING), []
        yield _("An activity that took place"), self._bound(*activity), []

    def _bound(self, *names: str) -> list:
        return [self[name] for name in names]

    def is_valid(self):
        for line in self.lines:
            line.is_valid()
        # What the lines have to do with each other and with the text is judged with the form, after each of them.
        return super().is_valid() and not any(line.errors for line in self.lines)

    def clean_region(self):
        return region_of(self.cleaned_data["region"])

    def clean(self):
        super().clean()
        given = self.cleaned_data
        kind = given.get("kind", "")
        if kind and "before" not in self.errors:
            try:
                refuse_unanswered(kind, given["before"])
            except ValidationError as error:
                self.add_error(None, error)
        if kind == Agreement.Kind.MEMBERSHIP and given.get("paper") not in ("", InstrumentKind.MOU, None):
            # The answer that the form proposes is none; any other would be lost.
            self.add_error("paper", _("This kind of cooperation has no such paper."))
        self._clean_partners()
        self._clean_source(given)
        self._clean_papers(given)
        self._clean_activity(given)

    def _clean_partners(self) -> None:
        if not any(line.errors or line.is_filled() for line in self.partners):
            self.partners[0].add_error("partner", _("Choose the partner."))
        named: set[Partner] = set()
        for line in self.partners:
            partner = line.cleaned_data.get("partner")
            if partner is not None and partner in named:
                line.add_error("partner", _("This partner is named above already."))
            named.add(partner)

    def _clean_source(self, given: dict) -> None:
        if given.get("source") and given.get("new_source"):
            self.add_error("new_source", _("Choose a source of the register or name a new one, not both."))
        if given.get("new_source") and not given.get("source_kind"):
            self.add_error("source_kind", _("Say what kind of source it is."))
        if given.get("source_kind") and not given.get("new_source") and "new_source" not in self.errors:
            self.add_error("new_source", _("Name the new source, or empty its kind."))

    def _clean_papers(self, given: dict) -> None:
        """Put at their fields the values of the paper and of each extension that do not fit each other."""
        how = given.get("ending", "").partition("-")[0]
        ending = {"ending": how, **{name: given[name] for name in OF_ENDING[1:] if given.get(name)}}
        days = [given.get("signed_on"), *(line.cleaned_data.get("signed_on") for line in (self.city, *self.partners))]
        signed_on = latest_signing(day for day in days if day)
        paper = Instrument(kind=InstrumentKind.MOU, signed_on=signed_on, **_given(given, OF_VALIDITY), **ending)
        if not {*OF_VALIDITY, *OF_ENDING} & set(self.errors):
            _add_misfits(self, paper)
        for line in self.extensions:
            if line.is_filled() and not line.errors:
                said = _given(line.cleaned_data, ("signed_on", *OF_VALIDITY))
                _add_misfits(line, Instrument(kind=InstrumentKind.EXTENSION, changes=paper, **said))

    def _clean_activity(self, given: dict) -> None:
        names = ("activity_kind", "activity_title", "activity_on", "activity_result")
        if any(given.get(name) for name in names):
            for name in names:
                if not given.get(name) and name not in self.errors:
                    self.add_error(
                        name, _("An activity needs its kind, title, day and result; empty all to leave it out.")
                    )

    # --- what was said -------------------------------------------------------------------------------

    def old_text(self) -> OldText:
        """Return what was said, for `take_in`; a new source is saved."""
        given = self.cleaned_data
        partners = [line.party() for line in self.partners if line.is_filled()]
        is_membership = given["kind"] == Agreement.Kind.MEMBERSHIP
        paper = InstrumentKind.MEMBERSHIP if is_membership else InstrumentKind(given["paper"] or InstrumentKind.MOU)
        validity = _given(given, OF_VALIDITY)
        return OldText(
            kind=given["kind"],
            title=given["title"],
            region=given["region"],
            parties=partners,
            paper=paper,
            before=given["before"],
            text=SignedText(sides=self._sides(), kept_at=given["kept_at"], source=self._source(), **validity),
            upload=given["upload"],
            extensions=[line.text() for line in self.extensions if line.is_filled()],
            ending=self._ending(partners),
            activity=self._activity(),
        )

    def _sides(self) -> list[SideSigned]:
        city = self.city.side(Signature.Side.CITY)
        on = self.cleaned_data["signed_on"]
        together = [SideSigned(side=Signature.Side.ALL, signed_on=on)] if on else []
        return [*together, *([city] if city is not None else [])]

    def _source(self) -> Source | None:
        citation = self.cleaned_data["new_source"].strip()
        if not citation:
            return self.cleaned_data["source"]
        values = {"kind": self.cleaned_data["source_kind"]}
        return Source.objects.get_or_create(citation=citation, defaults=values)[0]

    def _ending(self, partners: list[OldParty]) -> EarlyEnd | None:
        how, _dash, who = self.cleaned_data["ending"].partition("-")
        if not how:
            return None
        by = partners[0].partner if who == PARTNER else None
        return EarlyEnd(how=how, by=by, on=self.cleaned_data["ended_on"], reason=self.cleaned_data["ended_reason"])

    def _activity(self) -> PastActivity | None:
        given = self.cleaned_data
        if not given["activity_title"]:
            return None
        return PastActivity(
            kind=given["activity_kind"],
            title=given["activity_title"],
            on=given["activity_on"],
            result=given["activity_result"],
        )
