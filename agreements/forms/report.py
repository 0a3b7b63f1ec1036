"""The one page on which an office reports on a follow-up."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from agreements.actions import People
from agreements.actions.report_drafts import Seen
from agreements.models import FollowUp, FollowUpReport, Office
from jambi_coop.lib.date_fields import KnownDateFormField
from jambi_coop.lib.dates import KnownDate, Precision
from jambi_coop.lib.files import inspect
from jambi_coop.lib.form_values import shown, typed_value

OTHERS = (1, 2)
MOST_PEOPLE = 100_000
BODY_LENGTH = 120
# Named one by one: a phone then sends a photo as JPEG and not in a format of its own.
ACCEPT = "image/jpeg,image/png,.jpg,.jpeg,.png,.pdf,.docx,.xlsx,.odt,.ods"
SHOWN_IN_PUBLIC = _("Shown in public after approval.")
STAYS_INSIDE = _("Not shown in public.")
DAY_HINT = _("A day, like 27 March 2026. Not shown in public.")


class TextField(forms.CharField):
    """Counts a line break as one character, as the browser's own limit does."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class PeopleField(forms.IntegerField):
    def __init__(self, **kwargs):
        super().__init__(min_value=1, max_value=MOST_PEOPLE, required=False, **kwargs)

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "inputmode": "numeric"}


def _lines(count: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": count})


class ReportForm(forms.Form):
    """Nothing is required here, since a draft may be incomplete; sending asks for what is missing.

    A value that cannot be read is an error at its field and stays unsaved; all the others are kept.
    """

    progress = TextField(
        label=_("What was done?"), max_length=1000, widget=_lines(4), required=False, help_text=SHOWN_IN_PUBLIC
    )
    happened_on = KnownDateFormField(label=_("When?"), required=False)
    is_final = forms.BooleanField(label=_("This follow-up is finished"), required=False)
    result = TextField(
        label=_("Result in one sentence"),
        max_length=300,
        widget=_lines(2),
        required=False,
        help_text=_("Needed when it is finished. Shown in public after approval."),
    )
    upload = forms.FileField(
        label=_("Photo or file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("A photo from your phone (JPG, PNG), or PDF, DOCX, XLSX, ODT, ODS. Not shown in public."),
    )
    drop_evidence = forms.BooleanField(label=_("Remove this file"), required=False)
    evidence_link = forms.URLField(
        label=_("Or a link to the evidence"),
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=STAYS_INSIDE,
    )
    own_people = PeopleField(label=_("Number of participants"))
    other_1 = TextField(label=_("Other office or body, first"), max_length=200, required=False)
    other_1_people = PeopleField(label=_("Its number of participants"))
    other_2 = TextField(label=_("Other office or body, second"), max_length=200, required=False)
    other_2_people = PeopleField(label=_("Its number of participants"))
    obstacle = TextField(label=_("Obstacle"), max_length=300, widget=_lines(2), required=False, help_text=STAYS_INSIDE)
    next_step = TextField(label=_("Next step"), max_length=200, required=False, help_text=STAYS_INSIDE)
    next_due_on = KnownDateFormField(label=_("Next step due on"), required=False)
    public_note = TextField(
        label=_("Note for the public"),
        max_length=300,
        widget=_lines(2),
        required=False,
        help_text=_("At most 300 characters. It will be shown in public after approval."),
    )
    report = forms.CharField(widget=forms.HiddenInput, required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    VALUES = (
        *("progress", "happened_on", "is_final", "result", "evidence_link"),
        *("obstacle", "next_step", "next_due_on", "public_note"),
    )
    PARTICIPANTS = (
        "own_people",
        *(name for number in OTHERS for name in (f"other_{number}", f"other_{number}_people")),
    )

    def __init__(self, *args, follow_up: FollowUp, report: FollowUpReport | None, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.follow_up, self.row, self.today = follow_up, report, today
        self.offices = list(Office.objects.filter(is_active=True).exclude(pk=follow_up.office_id))
        self.initial = {
            "happened_on": KnownDate.day(today),
            "is_final": False,
            **(self._saved(report) if report else {}),
        }
        self.fields["next_due_on"].help_text = DAY_HINT
        if follow_up.office is None:
            del self.fields["own_people"]
        else:
            self.fields["own_people"].label = _("Participants of %(office)s") % {"office": follow_up.office}
        if report is None or report.document is None:
            del self.fields["drop_evidence"]
        for name in (f"other_{number}" for number in OTHERS):
            self.fields[name].widget.attrs["list"] = "offices"

    def _saved(self, report: FollowUpReport) -> dict:
        """What stands in a report, as the fields show it."""
        saved = {name: getattr(report, name) for name in self.VALUES}
        saved["next_due_on"] = KnownDate.day(report.next_due_on) if report.next_due_on else KnownDate.unknown()
        saved["report"], saved["version"] = report.pk, report.version
        others = iter(OTHERS)
        for one in report.participations.select_related("office"):
            if one.office_id and one.office_id == self.follow_up.office_id:
                saved["own_people"] = one.people
            elif (number := next(others, None)) is not None:
                saved[f"other_{number}"] = one.office.name if one.office else one.body
                saved[f"other_{number}_people"] = one.people
        return saved

    # --- reading ------------------------------------------------------------------------------------

    @property
    def seen(self) -> Seen:
        """The report that the reader had before the eyes; a nonsense one fits none."""
        posted = [self.data.get(name, "") for name in ("report", "version")]
        if posted == ["", ""]:
            return None
        key, version = (int(text) if text.isdecimal() and len(text) < 15 else -1 for text in posted)
        return key, version

    def clean_happened_on(self) -> KnownDate:
        on = self.cleaned_data["happened_on"]
        if on and on.certainly_after(self.today):
            raise ValidationError(_("This day is in the future."), code="future")
        return on

    def clean_next_due_on(self) -> date | None:
        on = self.cleaned_data["next_due_on"]
        if on and on.precision != Precision.DAY:
            raise ValidationError(_("Give the day, like 27 March 2026."), code="day_needed")
        return on.earliest

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload:
            inspect(upload)
        return upload

    def clean(self):
        super().clean()
        given = self.cleaned_data
        for name in (f"other_{number}" for number in OTHERS):
            people = f"{name}_people"
            if name not in given or people not in given:
                continue
            if given[name] and not given[people]:
                self.add_error(people, _("Give the number of people."))
            elif given[people] and not given[name]:
                self.add_error(name, _("Name the office or body."))
            elif len(given[name]) > BODY_LENGTH and self._office(given[name]) is None:
                self.add_error(name, _("Write at most 120 characters."))
        if given.get("other_2") and given["other_2"].casefold() == given.get("other_1", "").casefold():
            self.add_error("other_2", _("This one is named already."))

    def _office(self, name: str) -> Office | None:
        wanted = name.casefold()
        return next((one for one in self.offices if wanted in (one.name.casefold(), one.short_name.casefold())), None)

    # --- what is to be kept -------------------------------------------------------------------------

    def values(self) -> dict:
        """Every value that could be read."""
        return {name: self.cleaned_data[name] for name in self.VALUES if name in self.cleaned_data}

    def participants(self) -> list[People] | None:
        """Who took part; None where a line cannot be read or nothing changed."""
        names = [name for name in self.PARTICIPANTS if name in self.fields]
        if any(name in self.errors for name in names) or not set(names) & set(self.changed_data):
            return None
        found = []
        if self.cleaned_data.get("own_people"):
            found.append(People(self.cleaned_data["own_people"], office=self.follow_up.office))
        for name in (f"other_{number}" for number in OTHERS):
            if self.cleaned_data[name]:
                office = self._office(self.cleaned_data[name])
                body = "" if office else self.cleaned_data[name]
                found.append(People(self.cleaned_data[f"{name}_people"], office=office, body=body))
        return found

    # --- showing again ------------------------------------------------------------------------------

    def on_top_of(self, report: FollowUpReport | None) -> "ReportForm":
        """The same input on the report as it is now, with the errors found so far."""
        data = self.data.copy()
        data["report"], data["version"] = (report.pk, report.version) if report else ("", "")
        data.pop("drop_evidence", None)
        again = ReportForm(data, follow_up=self.follow_up, report=report, today=self.today)
        again._errors, again.cleaned_data = self.errors, self.cleaned_data
        return again

    def differences(self, report: FollowUpReport | None) -> list[dict]:
        """Fields in which what was typed is not what is saved now, in words."""
        saved = self._saved(report) if report else {"is_final": False}
        found = []
        for name in (*self.VALUES, *self.PARTICIPANTS):
            if name not in self.fields:
                continue
            field = self.fields[name]
            now, typed = shown(field, saved.get(name)), typed_value(self, name)
            if now != typed:
                found.append({"label": field.label, "now": now, "typed": typed})
        return found

    @property
    def is_new_file(self) -> bool:
        """A file came along that is not the one kept already."""
        upload, kept = self.files.get("upload"), self.row.document if self.row else None
        return upload is not None and (kept is None or (kept.original_name, kept.size) != (upload.name, upload.size))
