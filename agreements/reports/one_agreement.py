"""Lembar satu kerja sama: all of one cooperation on a sheet, for a meeting."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agreements.models import Agreement, Measurement, ReportState, Target
from agreements.public.agreement_page.results import VERDICTS, verdict_on
from agreements.record.old_texts import unknown_facts
from agreements.record.wording import day_label, period_label, state_label
from jambi_coop.lib.records.language import localised
from jambi_coop.lib.tables.table import Column

from . import cells
from .parameters import Parameters
from .records import WithStatus, agreements_in, with_follow_ups, with_money, with_parts, with_results, with_status
from .report import NUMBER, Report, Table, lines

DEFINITIONS = (
    gettext_lazy("Empty lines are left out: what does not stand here is not recorded."),
    gettext_lazy("Status, condition and reason: as the register derives them on the day."),
)
LOADED = (
    *("reviews", "documents", "citations__legal_basis__regulation"),
    *("statements__source", "attestations__office"),
)
COLUMNS = (
    Column("subject", pgettext_lazy("of a sheet", "Subject"), width=30),
    Column("content", pgettext_lazy("of a sheet", "Content"), width=90),
)


def one_agreement(parameters: Parameters, today: date, user) -> Report:
    """Return the sheet of the agreement with `register_number`."""
    approved = Measurement.objects.filter(state=ReportState.APPROVED).order_by("period_latest", "pk")
    # Whoever asks for one record by its number asks for it also where it is an example; its title says so.
    asked = replace(parameters, examples=True)
    found = agreements_in(asked, today, user).filter(register_number=parameters.register_number)
    loaded = with_results(with_money(with_follow_ups(with_parts(found))), approved, Target.objects.all())
    rows = with_status(loaded.prefetch_related(*LOADED), today)
    filled = [(key, str(label), text) for row in rows for key, label, text in _content(row, today) if text]
    return Report(
        **_table(filled)._asdict(),
        title=_("Sheet of one cooperation"),
        as_of=today,
        filters=tuple(map(cells.title, rows)),
        definitions=tuple(map(str, DEFINITIONS)),
        moving=frozenset({"number"}),
    )


def _table(filled: list[tuple[str, str, str]]) -> Table:
    rows = tuple((number, label, text) for number, (_key, label, text) in enumerate(filled, start=1))
    return Table((NUMBER, *COLUMNS), rows, tuple(key for key, *_rest in filled))


def _content(row: WithStatus, today: date) -> Iterator[tuple]:
    """Yield (key, subject, content) of every line of the sheet."""
    yield "register_number", gettext_lazy("Register number"), row.register_number
    yield "title", gettext_lazy("Title"), cells.title(row)
    yield "partners", gettext_lazy("Partner"), cells.partners_and_places(row)
    yield "legal_form", gettext_lazy("Legal form"), row.get_legal_form_display()
    yield "city_role", gettext_lazy("Role of the city"), row.get_city_role_display()
    yield "stage", gettext_lazy("Stage"), _stage(row)
    yield "status", gettext_lazy("Status"), row.status.word
    yield "condition", gettext_lazy("Condition"), _condition(row)
    yield "fields", gettext_lazy("Fields (UU 23/2014 Art. 367)"), cells.fields(row)
    yield "scope", pgettext_lazy("of a report", "Scope"), cells.scope(row)
    yield "offices", gettext_lazy("Offices"), cells.offices(row)
    yield "other_actors", gettext_lazy("Other actors involved"), row.other_actors
    yield "instruments", gettext_lazy("Texts"), lines(map(_instrument, row.instruments.all()))
    for key, header, stage, holder in cells.LETTER_STEPS:
        yield key, header, cells.answer_of(row, stage, holder)
    yield "money", gettext_lazy("Money"), cells.money(row.transactions.all())
    yield "results", gettext_lazy("Promised results"), lines(map(_result, row.indicators.all()))
    yield "follow_ups", gettext_lazy("Follow-ups"), lines(_follow_up(one, today) for one in row.follow_ups.all())
    yield "statements", gettext_lazy("Statements of sources"), lines(map(_statement, row.statements.all()))
    yield "confirmations", gettext_lazy("Confirmations"), lines(map(_confirmation, row.attestations.all()))
    yield "reviews", gettext_lazy("Reviews"), lines(map(_review, row.reviews.all()))
    yield "documents", gettext_lazy("Documents"), cells.documents(row, lambda one: one.title)
    yield "legal_bases", gettext_lazy("Legal bases"), lines(str(one.legal_basis) for one in row.citations.all())
    yield "remarks", gettext_lazy("What is not known"), lines(unknown_facts(row))


def _stage(row: Agreement) -> str:
    day = f" ({row.stage_as_of})" if row.stage_as_of else ""
    return f"{row.get_stage_display()}{day}"


def _condition(row: WithStatus) -> str | None:
    return f"{row.verdict.condition.label}. {row.verdict.sentence}" if row.verdict else None


def _instrument(one) -> str:
    found = [one.title or str(one.get_kind_display()), *(each.number for each in one.signatures.all())]
    if one.is_signed:
        found.append(_("signed: %(date)s") % {"date": one.signed_on or _("day not known")})
    return ", ".join(filter(None, found))


def _result(one) -> str:
    return f"{localised(one, 'title')} ({one.unit}): {VERDICTS[verdict_on(one)]}"


def _follow_up(one, today: date) -> str:
    day = cells.happened_on(one) or one.due_on
    words = [state_label(one, today), str(day) if day else "", localised(one, "result")]
    return f"{localised(one, 'title')} ({', '.join(filter(None, words))})"


def _statement(one) -> str:
    facts = ", ".join(filter(None, [str(one.as_of) if one.as_of else "", one.source.citation]))
    return f"{localised(one, 'text')} ({facts})"


def _confirmation(one) -> str:
    office = cells.office_label(one.office)
    period = period_label(one.starts_on, one.ends_on) if one.starts_on else str(one.ends_on)
    accepted = "" if not one.confirms or one.accepted_on else _("not yet accepted")
    return f"{one.get_kind_display()} ({', '.join(filter(None, [office, period, accepted]))})"


def _review(one) -> str:
    return f"{day_label(one.held_on)}: {one.get_decision_display()}. {localised(one, 'finding')}"
