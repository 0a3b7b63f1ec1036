"""Forms of the import: the file, what each column means, what each doubtful row is, and the word to carry it out."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.exchange.register.cells import CellFault, choice_of
from agreements.lifecycle.vocabulary import InstrumentKind
from agreements.models import ImportBatch, ImportRow, Source
from agreements.stages.take_in import TAKEN_IN_KINDS
from jambi_coop.lib.countries.field import CountryField
from jambi_coop.lib.sheets.heading import folded
from jambi_coop.lib.sheets.refusals import UnreadableFile
from partners.models import Partner

from .compare import NEW
from .old_register_columns import OLD_REGISTER
from .sheet_notes import ORDERS
from .sheets import IGNORED, OFFERED, MatchedColumn, MatchedFile, MatchedSheet, ReportFile, columns_to_choose

REASON_LENGTH = 300


class UploadForm(forms.Form):
    """Form that asks for the file, and where its facts were read."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("XLSX, ODS or CSV, at most 20 MB. Nothing is written before you have seen the preview."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
    )
    source = forms.ModelChoiceField(
        label=gettext_lazy("Source of new rows"),
        queryset=Source.objects.none(),
        required=False,
        empty_label=gettext_lazy("Each row names its own source"),
        help_text=gettext_lazy("Where the facts were read, such as an old register; for rows that name no source."),
    )
    empties_cells = forms.BooleanField(
        label=gettext_lazy("An empty cell empties the field"),
        required=False,
        help_text=gettext_lazy("Otherwise an empty cell leaves what is recorded."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = Source.objects.order_by("citation")

    def refuse(self, error: UnreadableFile) -> None:
        """Say why the file is not taken in; of a report with the way to the template."""
        link = (reverse("admin:import_template"), _("Import template (XLSX)"))
        is_report = isinstance(error, ReportFile)
        self.add_error("file", format_html('{} <a href="{}">{}</a>', error, *link) if is_report else str(error))


class SheetForm(forms.Form):
    """Form of one sheet: the table that it is, and the column of the register that each of its columns is taken for."""

    table = forms.ChoiceField(label=gettext_lazy("This sheet is"))

    def __init__(self, sheet: MatchedSheet, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        tables = [(table.key, str(table.title)) for table in OFFERED]
        self.fields["table"].choices = [(IGNORED, _("left out")), *tables]
        self.fields["table"].initial = sheet.table.key if sheet.table is not None else IGNORED
        for matched in sheet.columns if sheet.table is not None else ():
            name = f"column-{matched.index}"
            options = [
                (IGNORED, _("left out")),
                *((one.key, str(one.header)) for one in columns_to_choose(sheet.table)),
            ]
            field = forms.ChoiceField(label=matched.name, choices=options, help_text=" · ".join(matched.samples))
            field.initial = matched.column.key if matched.column is not None else IGNORED
            self.fields[name] = field
        if sheet.table is OLD_REGISTER:
            kinds = [(kind.value, str(kind.label)) for kind in TAKEN_IN_KINDS]
            self.fields["kind"] = forms.ChoiceField(
                label=_("Kind of the agreements of which the file does not say it"),
                choices=[("", _("each row says it")), *kinds],
                required=False,
            )
            self.fields["paper"] = forms.ChoiceField(
                label=_("Kind of the texts of which the file does not say it"),
                choices=[("", _("each row says it")), *InstrumentKind.choices],
                required=False,
                initial="",
            )
        for matched in sheet.columns:
            if matched.month_first or matched.order is not None:
                self.fields[f"order-{matched.index}"] = self._order(matched)

    def _order(self, matched: MatchedColumn) -> forms.ChoiceField:
        """Return the question how the dates of a column are written."""
        text = _("Some of them have the month first, such as %(date)s. Say once how all of this column are meant.")
        return forms.ChoiceField(
            label=_("%(column)s: dates written with figures only") % {"column": matched.name},
            choices=[("", "---------"), *((order.value, label) for order, label in ORDERS.items())],
            initial=matched.order.value if matched.order is not None else "",
            required=False,
            help_text=text % {"date": matched.month_first} if matched.month_first else "",
        )

    def clean(self):
        """Refuse a column of the register that two columns of the sheet are taken for."""
        cleaned = super().clean()
        taken: dict[str, str] = {}
        for name in [name for name in self.fields if name.startswith("column-")]:
            key = cleaned.get(name)
            if key and key != IGNORED and key in taken:
                self.add_error(name, _("“%(other)s” is taken for this column already.") % {"other": taken[key]})
            elif key:
                taken[key] = str(self.fields[name].label)
        self._refuse_unsaid_orders(cleaned)
        return cleaned

    def _refuse_unsaid_orders(self, cleaned: dict[str, Any]) -> None:
        """Refuse that nobody says how the dates of a column are written that stays what it was."""
        for matched in self.sheet.columns if not self.takes_another_table else ():
            name, column = f"order-{matched.index}", matched.column
            stays = column is not None and cleaned.get(f"column-{matched.index}") == column.key
            if stays and name in self.fields and not cleaned.get(name):
                self.add_error(name, _("Say how the dates of this column are written."))

    @property
    def takes_another_table(self) -> bool:
        """True where the sheet becomes a table whose columns were not asked for yet."""
        key = self.cleaned_data.get("table", IGNORED)
        return key != IGNORED and (self.sheet.table is None or key != self.sheet.table.key)

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen, as `ImportBatch.matching` keeps it."""
        table = self.cleaned_data["table"]
        if self.takes_another_table or table == IGNORED:
            return {"table": table}
        columns, orders = self._chosen("column-"), self._chosen("order-")
        return {"table": table, "columns": columns, "orders": {key: order for key, order in orders.items() if order}}

    def _chosen(self, prefix: str) -> dict[str, str]:
        found = self.cleaned_data.items()
        return {name.removeprefix(prefix): value for name, value in found if name.startswith(prefix)}


class PartnerForm(forms.Form):
    """Form that asks what a partner is that the register does not have: one that it has under another name, or a new
    one."""

    choice = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    country = CountryField(label=gettext_lazy("Country"), required=False)

    def __init__(self, unknown: dict[str, Any], *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.unknown = unknown
        near = Partner.objects.filter(slug__in=unknown["near"])
        options = [(one.slug, _("It is %(name)s") % {"name": one.name}) for one in near]
        self.fields["choice"].label = unknown["name"]
        self.fields["choice"].choices = [*options, (NEW, _("Record it as a new partner")), ("", _("Not decided yet"))]
        self.fields["choice"].initial = ""
        self.fields["kind"].choices = [("", "---------"), *Partner.Kind.choices]
        try:
            self.fields["kind"].initial = choice_of(Partner, "kind", unknown["kind"]) if unknown["kind"] else ""
        except CellFault:
            self.fields["kind"].initial = ""
        self.fields["country"].initial = unknown["country"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("choice") == NEW and not cleaned.get("kind"):
            self.add_error("kind", _("Choose the kind of the new partner."))
        return cleaned

    @property
    def answer(self) -> dict[str, Any] | None:
        """The answer as `ImportBatch.answers` keeps it; None while nothing is decided."""
        choice = self.cleaned_data.get("choice")
        if choice == NEW:
            return {"new": True, "kind": self.cleaned_data["kind"], "country": self.cleaned_data["country"]}
        return {"use": choice} if choice else None


def partner_forms(batch: ImportBatch, data: Any = None) -> list[PartnerForm]:
    """Return a form for each partner of the file that the register does not have."""
    return [
        PartnerForm(unknown, data, prefix=f"partner{number}")
        for number, unknown in enumerate(batch.answers.get("unknown", ()))
    ]


def partner_answers(forms_: list[PartnerForm]) -> dict[str, Any]:
    """Return what was decided, by folded name."""
    return {folded(form.unknown["name"]): form.answer for form in forms_ if form.answer is not None}


def sheet_forms(matched: MatchedFile, data: Any = None) -> list[SheetForm]:
    """Return a form for each sheet in which there is something to read."""
    return [
        SheetForm(sheet, data, prefix=f"sheet{number}")
        for number, sheet in enumerate(matched.sheets)
        if sheet.found is not None
    ]


class ConfirmForm(forms.Form):
    """Form that carries out what the preview showed: it has its fingerprint and number of changes."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON_LENGTH,
        required=False,
        help_text=gettext_lazy("It stands in the history of every row that is written."),
    )
    skips_rejected = forms.BooleanField(label=gettext_lazy("Skip the rejected rows"), required=False)


class UndoForm(forms.Form):
    """Form that asks why an import is undone."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=REASON_LENGTH)


def answers_in(data: Any, batch: ImportBatch) -> dict[str, str]:
    """Return the answers on doubtful rows that were posted: by the place of a row `NEW` or the key of the row that it
    is."""
    answers = dict(batch.answers.get("rows", {}))
    for row in batch.import_rows.filter(state=ImportRow.State.REJECTED):
        value = data.get(f"row-{row.pk}", "").strip()
        if value == NEW or value in row.candidates:
            answers[f"{row.table}!{row.sheet}!{row.number}"] = value
    return answers
