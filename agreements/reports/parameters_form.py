"""The form that reads the parameters of a report from an address."""

from collections.abc import Iterator, Mapping
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agreements.models import Agreement, Office
from agreements.record.permissions import agreements_for
from jambi_coop.lib.dates.fields import DayFormField
from jambi_coop.lib.numbers.fields import WholeNumberFormField, YearFormField

from .parameters import Disclosure, Exempt, Grouping, Parameters, quarter_days, usual_values


class ParametersForm(forms.Form):
    """The form of the parameters; a kind of report keeps only its own fields. What the address leaves out is the usual
    value for today, or `usual` of the kind."""

    start = DayFormField(label=gettext_lazy("From"))
    end = DayFormField(label=gettext_lazy("Until"))
    year = YearFormField(label=gettext_lazy("Year"))
    quarter = forms.TypedChoiceField(
        label=gettext_lazy("Quarter"), coerce=int, choices=[(1, "I"), (2, "II"), (3, "III"), (4, "IV")]
    )
    days = WholeNumberFormField(label=gettext_lazy("Ends within so many days"), min_value=1, max_value=3660)
    months = WholeNumberFormField(label=gettext_lazy("Months without activity"), min_value=1, max_value=240)
    by = forms.ChoiceField(label=gettext_lazy("Counted"), choices=Grouping.choices)
    disclosure = forms.ChoiceField(label=pgettext_lazy("of the PPID", "List"), choices=Disclosure.choices)
    office = forms.ChoiceField(label=gettext_lazy("Office"), required=False)
    exempt = forms.ChoiceField(label=gettext_lazy("Exempt cooperation"), choices=Exempt.choices)
    register_number = forms.CharField(label=gettext_lazy("Register number"), max_length=30)

    def __init__(self, query, names: tuple[str, ...], today: date, user, usual: Mapping[str, str]):
        self.user, self.today = user, today
        given = {**usual_values(today), **usual, **{name: query[name] for name in query if name in names}}
        super().__init__(given)
        for name in set(self.fields) - set(names):
            del self.fields[name]
        if "office" in self.fields:
            offices = [(one.code, one.short_name or one.name) for one in Office.objects.order_by("name")]
            self.fields["office"].choices = [("", _("All offices")), *offices]

    def clean_register_number(self):
        number = self.cleaned_data["register_number"].strip()
        seen = agreements_for(self.user, Agreement.objects.alive().of_this_city(examples=True))
        if not seen.filter(register_number=number).exists():
            raise ValidationError(_("There is no agreement with this register number."))
        return number

    def clean(self):
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and end < start:
            self.add_error("end", _("The period cannot end before it starts."))
        for name, first in self._first_days():
            if first > self.today:
                self.add_error(name, _("This has not begun yet: nothing can be told of it."))
        return self.cleaned_data

    def _first_days(self) -> Iterator[tuple[str, date]]:
        """Yield the first day of what the report is about, with the field that says it."""
        start, year, quarter = (self.cleaned_data.get(name) for name in ("start", "year", "quarter"))
        if start:
            yield "start", start
        if year and (quarter or "quarter" not in self.fields):
            yield ("quarter", quarter_days(year, quarter)[0]) if quarter else ("year", date(year, 1, 1))

    def parameters(self, *, examples: bool) -> Parameters:
        """Return the parameters of a valid form."""
        return Parameters(**self.cleaned_data, examples=examples)
