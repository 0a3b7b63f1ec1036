"""The one page on which an office reports on a follow-up."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.actions import People
from agreements.actions.report_drafts import Seen
from agreements.models import FollowUp, FollowUpReport, Office
from agreements.worklist.names import office_name
from jambi_coop.lib.dates import KnownDate, Precision
from jambi_coop.lib.files import take_in
from jambi_coop.lib.form_values import shown, typed_value

from .report_fields import OTHERS, ReportFields

BODY_LENGTH = 120
DAY_HINT = _("A day, like 27 March 2026. Not shown in public.")


class ReportForm(ReportFields):
    """Nothing is required here, since a draft may be incomplete; sending asks for what is missing.

    A value that cannot be read is an error at its field and stays unsaved; all the others are kept.
    """

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
            self.fields["own_people"].label = _("Participants of %(office)s") % {
                "office": office_name(follow_up.office)
            }
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
        return take_in(upload)[0] if upload else upload

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
        """Who took part, line by line; None where nothing changed.

        A line that cannot be read stays as it is saved and takes none of the others with it.
        """
        if not {name for name in self.PARTICIPANTS if name in self.fields} & set(self.changed_data):
            return None
        lines = [self._line(f"other_{number}", f"other_{number}_people") for number in OTHERS]
        if "own_people" in self.fields:
            lines.insert(0, self._line("", "own_people"))
        return [line for line in lines if line is not None]

    def _line(self, name: str, people: str) -> People | None:
        """How many of the body that `name` holds, or of the own office."""
        given = self.initial if {name, people} & set(self.errors) else self.cleaned_data
        if not given.get(people):
            return None
        if not name:
            return People(given[people], office=self.follow_up.office)
        office = self._office(given[name])
        return People(given[people], office=office, body="" if office else given[name])

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
        upload = self.cleaned_data.get("upload") or self.files.get("upload")
        kept = self.row.document if self.row else None
        return upload is not None and (kept is None or (kept.original_name, kept.size) != (upload.name, upload.size))
