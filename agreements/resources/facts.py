"""What the cells of a download need beside their row: words in its language, and look-ups for a batch."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.db.models import Count, Q
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements.lifecycle import Group, Stage, StopReason, Track
from agreements.models import Agreement, FollowUp, LegalField, Office, Party, Sector
from agreements.models.agreement import slug_of
from agreements.status import word_of
from jambi_coop.lib.dates import KnownDate, Precision
from jambi_coop.lib.language import localised
from jambi_coop.lib.money import country_name
from jambi_coop.lib.publication import PublicationClass
from partners.models import Partner

from .conditions import ConditionCells

SEPARATOR = "; "
SAMPLE = "X-0000"  # any register number
CHOICES = {
    "kind": Agreement.Kind,
    "legal_form": Agreement.LegalForm,
    "city_role": Agreement.CityRole,
    "instrument": Agreement.Instrument,
    "track": Track,
    "stage": Stage,
    "end_reason_code": StopReason,
    "publication_class": PublicationClass,
}


class AgreementFacts:
    """For one download on the day `today`; without `staff` only what is public goes in."""

    def __init__(self, *, staff: bool, today: date, language: str):
        self.staff, self.today, self.language = staff, today, language
        with override(language):
            self.words = {name: {value: str(label) for value, label in of.choices} for name, of in CHOICES.items()}
            self._fields = {
                field.pk: f"{field.letter}. {localised(field, 'name')}" for field in LegalField.objects.all()
            }
            self._sectors = {sector.pk: localised(sector, "name") for sector in Sector.objects.all()}
            self.offices = {office.pk: localised(office, "name") for office in Office.objects.all()}
            self._marks = {"example": _("example"), "comparison": _("comparison")}
            # The address of an agreement with the parts that differ left open.
            self._address = settings.SITE_URL + reverse("agreements:detail", args=[SAMPLE, "0"])
            self._address = self._address.replace(f"{SAMPLE}-0", "{}-{}")
        partners = Partner.objects.all() if staff else Partner.objects.public()
        self._partners = {
            pk: (name, country_name(code, language) if code else "")
            for pk, name, code in partners.values_list("pk", "name", "country")
        }
        self._status_words: dict[tuple, str] = {}
        self.conditions = ConditionCells(today=today, language=language)
        self.partners: dict[int, str] = {}
        self.countries: dict[int, str] = {}
        self.fields: dict[int, str] = {}
        self.sectors: dict[int, str] = {}
        self.supporting: dict[int, str] = {}
        self.done: dict[int, int] = {}
        self.late: dict[int, int] = {}

    def load(self, ids: list[int]) -> None:
        """Look up what hangs on these agreements: five queries."""
        among = _among(ids)
        parties = list(Party.objects.filter(agreement__in=among).order_by("pk").values_list("agreement", "partner"))
        known = [(pk, *self._partners[partner]) for pk, partner in parties if partner in self._partners]
        fill(self.partners, ((pk, name) for pk, name, _country in known))
        fill(self.countries, ((pk, country) for pk, _name, country in known))
        for found, field, names, column in (
            (self.fields, Agreement.legal_fields, self._fields, "legalfield"),
            (self.sectors, Agreement.sectors, self._sectors, "sector"),
            (self.supporting, Agreement.supporting_offices, self.offices, "office"),
        ):
            links = field.through.objects.filter(agreement__in=among).order_by(column)
            fill(found, ((pk, names[other]) for pk, other in links.values_list("agreement", column)))
        self._load_follow_ups(among)

    def _load_follow_ups(self, among: RawSQL) -> None:
        rows = FollowUp.objects.all() if self.staff else FollowUp.objects.public()
        late = Q(done_on_latest__isnull=True, cancelled_on__isnull=True, due_on_latest__lt=self.today)
        counts = (
            rows.filter(agreement__in=among, cancelled_on__isnull=True)
            .order_by()
            .values_list("agreement")
            .annotate(done=Count("pk", filter=Q(done_on_latest__isnull=False)), late=Count("pk", filter=late))
        )
        self.done.clear()
        self.late.clear()
        for pk, done, overdue in counts:
            self.done[pk], self.late[pk] = done, overdue

    def status(self, group: str, stage: str, track: str) -> str:
        """The public status in words."""
        key = (Group(group), stage, track)
        if key not in self._status_words:
            with override(self.language):
                self._status_words[key] = word_of(*key)
        return self._status_words[key]

    def mark(self, is_example: bool, is_comparison: bool) -> str | None:
        """What tells a row that does not count from the others."""
        return self._marks["example" if is_example else "comparison"] if is_example or is_comparison else None

    def address(self, register_number: str, title: str) -> str:
        """The page of an agreement, with the host."""
        return self._address.format(register_number, slug_of(title))

    def parent(self, register_number: str | None, publication_class: str | None, trashed_at) -> str | None:
        shown = self.staff or (publication_class == PublicationClass.PUBLIC and trashed_at is None)
        return register_number if shown else None


def _among(ids: list[int]) -> RawSQL:
    """These ids, one at least, as rows of one column: of a list Django looks at each, in each of the queries."""
    return RawSQL("VALUES " + ", ".join(["(%s)"] * len(ids)), ids)  # noqa: S611 - numbers of rows that were read


def fill(found: dict[int, str], pairs: Iterable[tuple[int, str]]) -> None:
    """Put the texts of each id into `found`, joined in their order, each once; what was in it goes."""
    texts: dict[int, dict[str, None]] = {}
    for pk, text in pairs:
        if text:
            texts.setdefault(pk, {})[text] = None
    found.clear()
    found.update({pk: SEPARATOR.join(several) for pk, several in texts.items()})


@lru_cache(maxsize=20_000)
def known_date(earliest: date | None, latest: date | None, precision: str) -> KnownDate:
    """The value of a known date's three columns."""
    return KnownDate(earliest, latest, Precision(precision or Precision.UNKNOWN))
