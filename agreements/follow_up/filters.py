"""The filters of the public list of follow-ups, shared by the page and its feed."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_filters import ChoiceFilter

from agreements.models import Agreement, FollowUp, LegalField, Office
from jambi_coop.lib.dates.fields import overlaps_q
from jambi_coop.lib.records.language import localised
from jambi_coop.lib.web.tolerant_filters import ALL, TolerantFilter, YearFilter, wanted

NO_OFFICE = "-"
"""Value in addresses for follow-ups that name no office."""


class Tab(TextChoices):
    """The lists of follow-ups; the values are used in addresses. Late and upcoming ones are open ones too."""

    LATE = "terlambat", pgettext_lazy("follow-ups", "Late")
    AHEAD = "akan-datang", pgettext_lazy("follow-ups", "Upcoming")
    OPEN = "terbuka", pgettext_lazy("follow-ups", "Not recorded as done")
    DONE = "selesai", pgettext_lazy("follow-ups", "Done")


class FollowUpFilter(TolerantFilter):
    """Public follow-ups by office, legal field and year; `of_tab` returns those of one list in its order."""

    carried = "tab"

    tab = ChoiceFilter(label=gettext_lazy("List"), choices=Tab.choices, method="unchanged")
    office = ChoiceFilter(label=gettext_lazy("City office"), empty_label=ALL, method="by_office")
    field = ChoiceFilter(label=gettext_lazy("Field (UU 23/2014 Art. 367)"), empty_label=ALL, method="by_field")
    year = YearFilter(label=gettext_lazy("Year"), method="unchanged")

    def __init__(self, data, *, today: date, request=None, examples: bool = False):
        shown = FollowUp.objects.in_public(examples=examples)
        super().__init__(data, shown, today=today, request=request, examples=examples)

    def offer_choices(self, data) -> None:
        self.filters["office"].extra["choices"] = office_choices(self.queryset, wanted(data, "office"))
        fields = LegalField.objects.all()
        self.filters["field"].extra["choices"] = [(one.letter, capfirst(localised(one, "name"))) for one in fields]

    @property
    def chosen_year(self) -> int | None:
        return self.form.cleaned_data["year"] if self.form.is_valid() else None

    def of_tab(self, tab: str) -> QuerySet:
        """Return one list by due date, the earliest first and undated ones last; done ones with the newest first."""
        if tab == Tab.DONE:
            return self.qs.done().filter(self._in_year("done_on")).order_by("-done_on_latest", "-pk")
        rows = self.qs.filter(self._in_year("due_on")).order_by("due_on_latest", "pk")
        if tab == Tab.OPEN:
            return rows.open().order_by(F("due_on_latest").asc(nulls_last=True), "pk")
        if tab == Tab.LATE:
            return rows.overdue(self.today)
        return rows.open().filter(due_on_latest__range=(self.today, self.last_day_ahead))

    @property
    def last_day_ahead(self) -> date:
        """The last day of the upcoming list."""
        return self.today + timedelta(days=settings.FOLLOW_UP_AHEAD_DAYS)

    def count_not_near(self) -> dict[str, int]:
        """Count open ones that are neither late nor upcoming: `later`, and `undated` of any year."""
        later = Q(due_on_latest__gt=self.last_day_ahead) & self._in_year("due_on")
        undated = Q(due_on_latest__isnull=True)
        return self.qs.open().aggregate(later=Count("pk", filter=later), undated=Count("pk", filter=undated))

    def _in_year(self, name: str) -> Q:
        year = self.chosen_year
        return Q() if year is None else overlaps_q(name, date(year, 1, 1), date(year, 12, 31))

    def unchanged(self, queryset, name, value):
        return queryset

    def by_office(self, queryset, name, value):
        if value == NO_OFFICE:
            return queryset.filter(office__isnull=True)
        return queryset.filter(office__code=value)

    def by_field(self, queryset, name, value):
        links = Agreement.legal_fields.through.objects
        return queryset.filter(Exists(links.filter(agreement=OuterRef("agreement"), legalfield=value)))


def office_choices(shown: QuerySet, asked: str) -> list[tuple[str, str]]:
    """Return the offices that the follow-ups `shown` name, and a dash if some name none; `asked` is always offered."""
    # A subquery for the first row uses the index of offices; for EXISTS, PostgreSQL would read all follow-ups.
    first = Subquery(shown.filter(office=OuterRef("pk")).order_by("due_on_latest").values("pk")[:1])
    offices = Office.objects.alias(first=first).filter(Q(first__isnull=False) | Q(code=asked))
    choices = [(office.code, office.short_name or localised(office, "name")) for office in offices]
    if asked == NO_OFFICE or shown.filter(office__isnull=True).exists():
        choices.append((NO_OFFICE, _("No office named")))
    return choices
