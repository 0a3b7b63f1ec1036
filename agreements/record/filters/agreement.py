"""The filters of the list of agreements, shared by the page and its downloads.

A bad or unknown value is ignored and named in `AgreementFilter.ignored`; it is never an error.
"""

from datetime import date, timedelta

from django import forms
from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter, MultipleChoiceFilter
from django_filters.filters import CharFilter

from agreements.models import Agreement, Party
from agreements.models.digest import SignedText
from agreements.record.condition import Condition
from agreements.record.search import matching
from agreements.record.status import LIST_LABELS
from jambi_coop.lib.dates.fields import overlaps_q
from jambi_coop.lib.web.tolerant_filters import ALL, MAX_QUERY_LENGTH, TolerantFilter, YearFilter, wanted
from partners.filters import INTERNATIONAL
from partners.models import Partner

from .by_links import of_fields_q, of_office_q
from .choices import country_choices, field_choices, office_choices, partner_choices, sector_choices
from .orders import DEFAULT_SORT, SORTS, ordering

ENDS_WITHIN = [
    ("30", gettext_lazy("ends within 30 days")),
    ("90", gettext_lazy("ends within 90 days")),
    ("180", gettext_lazy("ends within 180 days")),
    ("365", gettext_lazy("ends within a year")),
]


def end_choices() -> list[tuple[str, str]]:
    """Return the choices of `ends_within`, with the number of days of the setting `ENDING_SOON_DAYS` among them."""
    soon = settings.ENDING_SOON_DAYS
    if str(soon) in dict(ENDS_WITHIN):
        return ENDS_WITHIN
    choices = [*ENDS_WITHIN, (str(soon), _("ends within %(days)s days") % {"days": soon})]
    return sorted(choices, key=lambda choice: int(choice[0]))


class FlagInput(forms.CheckboxInput):
    """A checkbox that is on for the value "1" only."""

    def __init__(self):
        super().__init__(attrs={"value": "1"}, check_test=lambda value: value == "1")

    def value_from_datadict(self, data, files, name):
        return data.get(name)


class AgreementFilter(TolerantFilter):
    """Filter and order agreements. Conditions on rows of other tables use EXISTS, so no agreement is listed twice.

    `today` is the day for status and ends; `staff` also searches internal text and offers partners that are not
    public. `queryset` limits what may be seen at all; its agreements have a digest.
    """

    carried, carried_default = "sort", DEFAULT_SORT

    q = CharFilter(label=gettext_lazy("Search words"), method="by_text", max_length=MAX_QUERY_LENGTH)
    status = ChoiceFilter(
        label=gettext_lazy("Status"), choices=list(LIST_LABELS.items()), empty_label=ALL, method="unchanged"
    )
    condition = ChoiceFilter(
        label=gettext_lazy("Follow-up condition"), choices=Condition.choices, empty_label=ALL, method="unchanged"
    )
    kind = MultipleChoiceFilter(
        label=gettext_lazy("Kind"),
        choices=Agreement.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        method="by_kind",
    )
    text = MultipleChoiceFilter(
        label=gettext_lazy("Text"),
        choices=SignedText.choices,
        widget=forms.CheckboxSelectMultiple,
        method="by_signed_text",
    )
    country = ChoiceFilter(label=gettext_lazy("Country"), empty_label=ALL, method="by_country")
    partner = ChoiceFilter(label=gettext_lazy("Partner"), empty_label=ALL, method="by_partner")
    field = MultipleChoiceFilter(
        label=gettext_lazy("Field (UU 23/2014 Art. 367)"), widget=forms.CheckboxSelectMultiple, method="by_field"
    )
    sector = ChoiceFilter(label=gettext_lazy("Sector"), empty_label=ALL, method="by_sector")
    office = ChoiceFilter(label=gettext_lazy("City office"), empty_label=ALL, method="by_office")
    signed_from = YearFilter(label=gettext_lazy("Signed from year"), method="by_first_year")
    signed_to = YearFilter(label=gettext_lazy("Signed up to year"), method="by_last_year")
    ends_within = ChoiceFilter(label=gettext_lazy("Ends within"), choices=ENDS_WITHIN, empty_label=ALL, method="by_end")
    document = ChoiceFilter(
        label=gettext_lazy("With a public document"),
        choices=[("1", gettext_lazy("With a public document"))],
        widget=FlagInput,
        method="by_document",
    )
    comparison = ChoiceFilter(
        label=gettext_lazy("Comparison cases of other regions"),
        choices=[("1", gettext_lazy("Comparison cases of other regions"))],
        widget=FlagInput,
        method="by_comparison",
    )
    sort = ChoiceFilter(label=gettext_lazy("Order"), choices=list(SORTS.items()), empty_label=None, method="unchanged")

    def __init__(self, data, queryset, *, today: date, request=None, staff: bool = False, examples: bool = False):
        self.staff = staff
        super().__init__(data, queryset.on(today), today=today, request=request, examples=examples)

    def offer_choices(self, data) -> None:
        scope = Agreement.objects.alive() if self.staff else Agreement.objects.public()
        if data.get("comparison") == "1":
            scope = scope.filter(is_comparison=True)
        else:
            contacts = Agreement.Kind.CONTACT in data.getlist("kind")
            scope = scope.of_this_city(examples=self.examples, contacts=contacts)
        partners = Partner.objects.alive() if self.staff else Partner.objects.public()
        country, partner, sector, office = (wanted(data, name) for name in ("country", "partner", "sector", "office"))
        offered = {
            "country": country_choices(scope, partners, country),
            "partner": partner_choices(scope, partners, partner, country),
            "field": field_choices(),
            "sector": sector_choices(scope, sector),
            "office": office_choices(scope, office),
            "ends_within": end_choices(),
        }
        for name, choices in offered.items():
            self.filters[name].extra["choices"] = choices

    @property
    def applied_sort(self) -> str:
        """The order in use, a key of `SORTS`."""
        return self.data["sort"]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        queryset = self._narrowed(queryset).order_by(*ordering(self.applied_sort, self.today))
        if self.applied_sort == "ending":
            queryset = queryset.filter(digest__isnull=False)  # an inner join, so that its index gives the order
        return queryset

    def _narrowed(self, queryset: QuerySet, *, without: str = "") -> QuerySet:
        """Apply every value in use, or all but that of the filter `without`."""
        queryset = self._matching(queryset, without=without)
        if "comparison" in self.data:
            return queryset
        contacts = Agreement.Kind.CONTACT in self.data.getlist("kind")
        return queryset.of_this_city(examples=self.examples, contacts=contacts)

    def _matching(self, queryset: QuerySet, *, without: str = "") -> QuerySet:
        used = {name: value for name, value in self.form.cleaned_data.items() if name != without}
        for name, value in used.items():
            queryset = self.filters[name].filter(queryset, value)
        # In one call, since each call of `filter` would join the stretch of the day again.
        of_the_day = {f"stretch__{name}": used[name] for name in ("status", "condition") if used.get(name)}
        return queryset.filter(**of_the_day)

    def count_comparisons(self) -> int:
        """Return how many comparison cases the same values find; 0 where these are the ones that are shown."""
        if "comparison" in self.data or not self.form.is_valid():
            return 0
        return self._matching(self.queryset).filter(is_comparison=True).count()

    def count_conditions(self, most: int) -> dict[str, int] | None:
        """Return the number of agreements by condition, with the other values in use, and that of "all".

        None where there are more than `most` agreements in all.
        """
        if not self.form.is_valid():
            return None
        rows = self._narrowed(self.queryset, without="condition").order_by()
        found = dict(rows.values_list("stretch__condition").annotate(Count("pk")))
        total = sum(found.values())
        if total > most:
            return None
        return {**{condition: found.get(condition, 0) for condition in Condition.values}, "all": total}

    def unchanged(self, queryset, name, value):
        return queryset

    def by_text(self, queryset, name, value):
        return matching(queryset, value, staff=self.staff)

    def by_kind(self, queryset, name, value):
        return queryset.filter(kind__in=value)

    def by_signed_text(self, queryset, name, value):
        return queryset.filter(digest__signed_text__in=value)

    def _with_partner(self, queryset, **conditions):
        partners = Partner.objects.all() if self.staff else Partner.objects.public()
        parties = Party.objects.filter(agreement=OuterRef("pk"), partner__in=partners.filter(**conditions))
        return queryset.filter(Exists(parties))

    def by_country(self, queryset, name, value):
        return self._with_partner(queryset, country="" if value == INTERNATIONAL else value)

    def by_partner(self, queryset, name, value):
        return self._with_partner(queryset, slug=value)

    def by_field(self, queryset, name, value):
        return queryset.filter(of_fields_q(value))

    def by_sector(self, queryset, name, value):
        links = Agreement.sectors.through.objects
        return queryset.filter(Exists(links.filter(agreement=OuterRef("pk"), sector__slug=value)))

    def by_office(self, queryset, name, value):
        return queryset.filter(of_office_q(value))

    def by_first_year(self, queryset, name, value):
        return queryset.filter(overlaps_q("digest__signed_on", date(value, 1, 1), None))

    def by_last_year(self, queryset, name, value):
        return queryset.filter(overlaps_q("digest__signed_on", None, date(value, 12, 31)))

    def by_end(self, queryset, name, value):
        return queryset.ending_by(self.today + timedelta(days=int(value)), self.today)

    def by_document(self, queryset, name, value):
        return queryset.filter(digest__has_public_document=True)

    def by_comparison(self, queryset, name, value):
        return queryset.filter(is_comparison=True)
