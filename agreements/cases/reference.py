"""Entries beside the cases: sources, regulations and their articles, offices, sectors, partners, statements on the
city."""

from typing import Any

from django.db.models import Model, Q
from django.utils.text import slugify

from agreements.models import Regulation
from jambi_coop.lib.records.publication import PublicationClass
from partners.actions import settle_slug
from partners.models import FormerSlug, Partner

from .files import FixtureEntry
from .run import MODELS, Run, find, remember, write
from .values import fill


def add_reference(run: Run, entry: FixtureEntry) -> None:
    """Add one entry, or only remember it if somebody has typed the same row in before."""
    found = _typed_before(entry)
    row = found or MODELS[entry.kind](**_own_values(run, entry))
    if found is None:
        facts = dict(entry.facts)
        amenders = facts.pop("amended_by", []) if isinstance(row, Regulation) else []
        fill(row, facts, run)
        if isinstance(row, Partner):
            settle_slug(row)
        write(row)
        if amenders:
            row.amended_by.set([find("regulation", name) for name in amenders])
    remember(run, entry, row, is_new=found is None)


def _own_values(run: Run, entry: FixtureEntry) -> dict[str, Any]:
    """Return the values of a row that follow from the name of its entry, and those that the system sets."""
    values: dict[str, dict[str, Any]] = {
        "source": {"is_public": True},
        "regulation": {"short_name": entry.name, "slug": slugify(entry.name.replace("/", "-"))},
        # What a source names a manager has yet to confirm; of an invented office there is nothing to confirm.
        "office": {"code": entry.name, "confirmed_on": run.today if run.examples else None},
        "sector": {"slug": entry.name},
        "partner": {"slug": entry.name, "publication_class": PublicationClass.PUBLIC, "is_example": run.examples},
    }
    return values.get(entry.kind, {})


def _typed_before(entry: FixtureEntry) -> Model | None:
    """Return the row that equals this entry although the fixtures did not create it, or None."""
    facts, name = entry.facts, entry.name
    if entry.kind == "legal_basis":
        same = Q(regulation=find("regulation", facts["regulation"]), article=facts["article"])
    elif entry.kind == "partner":
        former = FormerSlug.objects.filter(slug=name).first()
        same = Q(pk=former.partner_id) if former else Q(slug=name)
    else:
        same = {
            "source": Q(citation=" ".join(facts.get("citation", "").split())),
            "regulation": Q(short_name=name),
            "office": Q(code=name) | Q(name=facts.get("name")),
            "sector": Q(slug=name) | Q(name=facts.get("name")),
            "city_statement": Q(text=facts.get("text", "").strip()),
        }[entry.kind]
    return MODELS[entry.kind]._default_manager.filter(same).first()
