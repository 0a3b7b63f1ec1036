"""Entries that cases rest on: sources, regulations and their articles, offices, sectors, partners."""

from django.db.models import Model
from django.utils.text import slugify

from agreements.models import LegalBasis, Office, Regulation, Sector, Source
from jambi_coop.lib.publication import PublicationClass
from partners.actions import settle_slug
from partners.models import FormerSlug, Partner

from .files import Entry
from .run import Run, already_here, find, remember, write
from .values import fill


def add_reference(run: Run, entry: Entry) -> None:
    """Bring one entry, or remember the row that somebody typed in before."""
    found = FINDERS[entry.kind](entry)
    row = found or BUILDERS[entry.kind](run, entry)
    remember(run, entry, row, is_new=found is None)


def _find_source(entry: Entry) -> Model | None:
    return already_here(entry, citation=" ".join(entry.facts.get("citation", "").split()))


def _build_source(run: Run, entry: Entry) -> Source:
    source = Source(is_public=True)
    fill(source, entry.facts, run)
    write(source)
    return source


def _find_regulation(entry: Entry) -> Model | None:
    return already_here(entry, short_name=entry.name)


def _build_regulation(run: Run, entry: Entry) -> Regulation:
    regulation = Regulation(short_name=entry.name, slug=slugify(entry.name.replace("/", "-")))
    fill(regulation, entry.facts, run)
    write(regulation)
    return regulation


def _find_legal_basis(entry: Entry) -> Model | None:
    regulation = find("regulation", entry.facts["regulation"])
    return LegalBasis.objects.filter(regulation=regulation, article=entry.facts["article"]).first()


def _build_legal_basis(run: Run, entry: Entry) -> LegalBasis:
    basis = LegalBasis()
    fill(basis, entry.facts, run)
    write(basis)
    return basis


def _find_office(entry: Entry) -> Model | None:
    return already_here(entry, code=entry.name, name=entry.facts.get("name"))


def _build_office(run: Run, entry: Entry) -> Office:
    office = Office(code=entry.name)
    fill(office, entry.facts, run, kind="office")
    write(office)
    return office


def _find_sector(entry: Entry) -> Model | None:
    return already_here(entry, slug=entry.name, name=entry.facts.get("name"))


def _build_sector(run: Run, entry: Entry) -> Sector:
    sector = Sector(slug=entry.name)
    fill(sector, entry.facts, run)
    write(sector)
    return sector


def _find_partner(entry: Entry) -> Model | None:
    former = FormerSlug.objects.filter(slug=entry.name).first()
    return former.partner if former else already_here(entry, slug=entry.name)


def _build_partner(run: Run, entry: Entry) -> Partner:
    partner = Partner(slug=entry.name, publication_class=PublicationClass.PUBLIC, is_example=run.examples)
    fill(partner, entry.facts, run, kind="partner")
    settle_slug(partner)
    write(partner)
    return partner


FINDERS = {
    "source": _find_source,
    "regulation": _find_regulation,
    "legal_basis": _find_legal_basis,
    "office": _find_office,
    "sector": _find_sector,
    "partner": _find_partner,
}
BUILDERS = {
    "source": _build_source,
    "regulation": _build_regulation,
    "legal_basis": _build_legal_basis,
    "office": _build_office,
    "sector": _build_sector,
    "partner": _build_partner,
}
