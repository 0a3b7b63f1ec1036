"""The form in which an office reports on a follow-up."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext as _

from agreements.lifecycle.vocabulary import Track
from agreements.models import FollowUpReport, Office, ReportedParticipation
from agreements.record.names import office_name
from jambi_coop.lib.files.private_files import take_in
from jambi_coop.lib.versions.versioning import StaleVersion
from jambi_coop.lib.web.form_values import shown, typed_value

from .actions import save_report
from .fields import ReportFields

QUARTERLY = ("procurement", "physical_progress", "absorption")
"""Headings of the quarterly report on a loan or grant, asked only on the track of what the state passes on."""
BODY_LENGTH = 120
LINES = [("", "own_people"), ("other_1", "other_1_people"), ("other_2", "other_2_people")]
"""For each participant, the field of its name ("" for the own office) and the field of the number of people."""
PARTICIPANTS = [name for line in LINES for name in line if name]


class ReportForm(ReportFields, forms.ModelForm):
    """Report on one follow-up, used on the pages under /lapor/.

    No field is required, since a draft may be incomplete; submitting asks for what is missing. A value that cannot be
    read is an error at its field and is not saved; all other values are saved.
    """

    field_order = list(ReportFields.base_fields)

    class Meta:
        model = FollowUpReport
        fields = [
            *("progress", "happened_on", "is_final", "result", *QUARTERLY, "evidence_link"),
            *("obstacle", "next_step", "next_due_on", "public_note"),
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.follow_up = self.instance.follow_up
        self.offices = list(Office.objects.filter(is_active=True).exclude(pk=self.follow_up.office_id))
        if self.instance.pk:
            self.initial |= {"report": self.instance.pk, "version": self.instance.version, **self._participants()}
        if self.follow_up.office is None:
            del self.fields["own_people"]
        else:
            office = {"office": office_name(self.follow_up.office)}
            self.fields["own_people"].label = _("Participants of %(office)s") % office
        if self.instance.document is None:
            del self.fields["drop_evidence"]
        if self.follow_up.agreement.track != Track.PASS_ON:
            for name in QUARTERLY:
                del self.fields[name]
        for name in ("other_1", "other_2"):
            self.fields[name].widget.attrs["list"] = "offices"

    def _participants(self) -> dict:
        """Return the initial values of the participant fields from the report."""
        found, others = {}, iter(LINES[1:])
        for one in self.instance.participations.select_related("office"):
            if one.office_id and one.office_id == self.follow_up.office_id:
                found["own_people"] = one.people
            elif (line := next(others, None)) is not None:
                found |= dict(zip(line, (one.office.name if one.office else one.body, one.people), strict=True))
        return found

    # --- reading ------------------------------------------------------------------------------------

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        return take_in(upload)[0] if upload else upload

    def clean(self):
        super().clean()
        given = self.cleaned_data
        for name, people in LINES[1:]:
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

    # --- keeping ------------------------------------------------------------------------------------

    def keep(self, *, by, now: datetime) -> FollowUpReport:
        """Save every value that could be read.

        Raises StaleVersion when the user has seen another report or version, and ValidationError when nothing may be
        written.
        """
        seen = [self.data.get(name, "") for name in ("report", "version")]
        if seen != [str(self.initial.get(name, "")) for name in ("report", "version")]:
            raise StaleVersion(self.instance, self.instance)
        return save_report(
            self.instance,
            by=by,
            now=now,
            participants=self._people(),
            expected=self.initial.get("version"),
            upload=self.cleaned_data.get("upload"),
            drop_evidence=self.cleaned_data.get("drop_evidence", False),
        )

    def _people(self) -> list[ReportedParticipation] | None:
        """Return the participants, one for each filled line; None when nothing changed.

        A line that cannot be read stays as saved and does not affect the others.
        """
        if not set(PARTICIPANTS) & set(self.changed_data):
            return None
        found = []
        for name, people in LINES:
            given = self.initial if {name, people} & set(self.errors) else self.cleaned_data
            if given.get(people):
                office = self._office(given[name]) if name else self.follow_up.office
                body = "" if office else given[name]
                found.append(ReportedParticipation(office=office, body=body, people=given[people]))
        return found

    # --- showing again ------------------------------------------------------------------------------

    def on_top_of(self, report: FollowUpReport) -> "ReportForm":
        """Return a form with the same input and errors for the report as it is now."""
        data = self.data.copy()
        data["report"], data["version"] = (report.pk, report.version) if report.pk else ("", "")
        data.pop("drop_evidence", None)
        again = ReportForm(data, instance=report)
        again._errors, again.cleaned_data = self.errors, self.cleaned_data
        return again

    def differences(self, report: FollowUpReport) -> list[dict]:
        """Return the fields whose input differs from the value saved now, each as label, saved value and typed
        value."""
        saved = ReportForm(instance=report).initial
        shared = {name: self.fields[name] for name in (*self.Meta.fields, *PARTICIPANTS) if name in self.fields}
        rows = [
            {"label": field.label, "now": shown(field, saved.get(name)), "typed": typed_value(self, name)}
            for name, field in shared.items()
        ]
        return [row for row in rows if row["now"] != row["typed"]]

    @property
    def is_new_file(self) -> bool:
        """True when a file was uploaded that is not the one already saved, compared by name and size."""
        upload = self.cleaned_data.get("upload") or self.files.get("upload")
        kept = self.instance.document
        return upload is not None and (kept is None or (kept.original_name, kept.size) != (upload.name, upload.size))
