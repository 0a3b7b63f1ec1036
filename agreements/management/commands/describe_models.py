"""Write the diagrams and tables of `docs/data-model.md` from the models."""

import inspect
from collections.abc import Iterable, Iterator

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import models
from django.utils.translation import override

from agreements.models.source import Checked
from jambi_coop.lib.dates.fields import KnownDateField
from jambi_coop.lib.records.publication import Classified
from jambi_coop.lib.records.trash import Trashable
from jambi_coop.lib.versions.history import has_history
from jambi_coop.lib.versions.versioning import Versioned

TARGET = settings.BASE_DIR / "docs" / "data-model.md"
BEGIN, END = "<!-- models: begin -->\n", "<!-- models: end -->\n"
SHARED = (Versioned, Classified, Trashable, Checked)
CHAPTERS = {
    "The agreement and its parts": "Agreement Party Instrument Signature Citation Document Indicator Target "
    "Measurement BeneficiaryCount Transaction Statement Review Attestation Digest Stretch",
    "Procedure and follow-up": "Assessment Answer OfficialVisit Step Letter Waiver FollowUp Participation "
    "FollowUpReport ReportedParticipation",
    "Reference, messages, accounts": "Partner Contact FormerSlug CityStatement Office CalendarLink Sector LegalField "
    "Regulation LegalBasis Source DayOff Message MessageItem MailPreference Snooze RegisterSeries JobRun LoadedRecord "
    "Letterhead LetterTemplate SentReport",
    "Spreadsheets": "ImportBatch ImportRow",
}
MODELS = {model.__name__: model for model in apps.get_models()}
MOST_CHOICES = 9


def describe() -> str:
    """The generated part of the page; labels as on the Indonesian and on the English screen."""
    with override("en"):
        lines = ["## Columns that several models share", ""]
        for base in SHARED:
            lines += [f"### {base.__name__}", "", inspect.getdoc(base), "", *_table(_fields(base)), ""]
        for heading, names in CHAPTERS.items():
            found = [MODELS[name] for name in names.split()]
            lines += [f"## {heading}", "", "```mermaid", "erDiagram", *_links(found), "```", ""]
            for model in found:
                lines += [*_section(model), ""]
    return "\n".join(lines)


def _links(found: Iterable[type[models.Model]]) -> Iterator[str]:
    """Those that have a name on the other side; the tables hold all."""
    for model in found:
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            link = field.remote_field
            if link is None or link.hidden or (field.many_to_many and not link.through._meta.auto_created):
                continue
            one, many = "|o" if field.null else "||", "o|" if field.unique else "o{"
            line = "}o--o{" if field.many_to_many else f"{one}--{many}"
            yield f"  {link.model.__name__} {line} {model.__name__} : {link.get_accessor_name()}"


def _section(model: type[models.Model]) -> Iterator[str]:
    shared = [base for base in SHARED if issubclass(model, base)]
    known = {field.name for base in shared for field in _fields(base)}
    columns = [f"the columns of {', '.join(base.__name__ for base in shared)}"] if shared else []
    also = [*columns, "a history"] if has_history(model) else columns
    yield from (f"### {model.__name__}", "", f"*{_labels(model._meta.verbose_name)}.* {inspect.getdoc(model)}", "")
    yield from ([f"With {' and '.join(also)}.", ""] if also else [])
    yield from _table([field for field in _fields(model) if field.name not in known])
    rules: dict[str, list[str]] = {}
    for one in model._meta.constraints:
        rules.setdefault(_rule(one), []).append(f"`{one.name}`")
    yield from ["", *(f"- {', '.join(names)}: {rule}" for rule, names in rules.items())] if rules else []


def _fields(model: type[models.Model]) -> list[models.Field]:
    """In the order of the model, without the number of the row; a known date is one field and not three."""
    dates = [field for field in model._meta.private_fields if isinstance(field, KnownDateField)]
    columns = {"id", *(name for field in dates for name in field.column_names)}
    plain = [field for field in model._meta.local_fields if field.name not in columns]
    return sorted([*plain, *dates, *model._meta.local_many_to_many], key=lambda field: field.creation_counter)


def _table(fields: Iterable[models.Field]) -> Iterator[str]:
    yield from ("| field | type | label (Indonesian / English) | meaning |", "|---|---|---|---|")
    yield from (f"| `{one.name}` | {_type(one)} | {_labels(one.verbose_name)} | {one.help_text} |" for one in fields)


def _type(field: models.Field) -> str:
    kind = str(field.description) % vars(field)
    if field.is_relation:
        other = field.remote_field.model
        name = other.rpartition(".")[2] if isinstance(other, str) else other.__name__
        kind = f"→ {name} ({'several' if field.many_to_many else field.remote_field.on_delete.__name__})"
    elif field.choices:
        values = [str(value) for value, _label in field.flatchoices]
        kind = " · ".join(values) if len(values) <= MOST_CHOICES else f"one of {len(values)} values"
    marks = {"unique": field.unique, "optional": field.blank or field.null, "not edited": not field.editable}
    return ", ".join([kind, *(word for word, is_so in marks.items() if is_so)])


def _labels(text) -> str:
    with override("id"):
        indonesian = str(text)
    return " / ".join(dict.fromkeys([indonesian, str(text)]))


def _rule(one: models.BaseConstraint) -> str:
    if isinstance(one, models.UniqueConstraint):
        names = ", ".join(one.fields or [expression.name for expression in one.expressions])
        return f"unique: {names}{f' where {one.condition}' if one.condition else ''}"
    is_plain = one.violation_error_message == one.default_violation_error_message
    return f"`{one.condition}`" if is_plain else str(one.violation_error_message)


class Command(BaseCommand):
    """Write `docs/data-model.md`; `tests/agreements/test_data_model.py` keeps it equal to the models."""

    help = "Write the diagrams and tables of docs/data-model.md from the models."

    def handle(self, *args, **options):
        head, _begin, rest = TARGET.read_text(encoding="utf-8").partition(BEGIN)
        TARGET.write_text(head + BEGIN + describe() + END + rest.partition(END)[2], encoding="utf-8")
        self.stdout.write(f"Wrote {TARGET.relative_to(settings.BASE_DIR)}")
