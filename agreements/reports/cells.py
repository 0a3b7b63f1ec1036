"""Cells that several reports have: partners, fields, offices, texts, money, letters. Empty where nothing is known."""

from collections.abc import Callable, Iterable
from datetime import date

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from agreements.lifecycle.vocabulary import Holder, Stage, StepState
from agreements.models import Agreement, Document, FollowUp, Instrument, Office, Signature, Step, Transaction
from agreements.record.instruments import intents_of, term_of, text_of
from agreements.record.names import known_title, office_name
from agreements.record.wording import days_label
from jambi_coop.lib.countries.codes import country_name
from jambi_coop.lib.dates.counting import days_between, known_between
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.money.amounts import format_money
from jambi_coop.lib.records.language import localised
from jambi_coop.lib.records.publication import PublicationClass
from jambi_coop.lib.tables.table import Column, ColumnKind, TableColumn, plain

from .report import lines

UNKNOWN = KnownDate.unknown()
LETTER_STEPS = (
    ("council_letter", gettext_lazy("Approval of the DPRD"), Stage.COUNCIL, Holder.COUNCIL),
    ("home_affairs_letter", gettext_lazy("Consideration of the Mendagri"), Stage.VERIFICATION, Holder.HOME_AFFAIRS),
    ("foreign_affairs_letter", gettext_lazy("Confirmation of the Menlu"), Stage.CONFIRMATION, Holder.FOREIGN_AFFAIRS),
)
"""The letters of others on which a signing rests (PP 28/2018 Articles 30, 31 and 33)."""


def title(row: Agreement) -> str:
    """The title, marked where the record is exempt from publication, and where it is an invented example."""
    return marked(known_title(row), row)


def marked(name: str, classified: Agreement | Document) -> str:
    """A name, marked where what it names is exempt: papers of the register travel further than the register."""
    exempt = getattr(classified, "effective_class", classified.publication_class) == PublicationClass.EXEMPT
    return _("%(title)s (exempt)") % {"title": name} if exempt else name


def partners(row: Agreement) -> str | None:
    """The names of the partners."""
    return lines(party.partner.name for party in row.parties.all())


def places(row: Agreement) -> str | None:
    """Country and city of each partner; nothing for an international body."""
    language = get_language() or "id"
    return lines(
        ", ".join(filter(None, [country_name(party.partner.country, language), party.partner.place]))
        for party in row.parties.all()
    )


def partner_kinds(row: Agreement) -> str | None:
    """The kind of each partner."""
    return lines(party.partner.get_kind_display() for party in row.parties.all())


def partners_and_places(row: Agreement) -> str | None:
    """Each partner with its country."""
    language = get_language() or "id"
    names = ((party.partner.name, country_name(party.partner.country, language)) for party in row.parties.all())
    return lines(f"{name} ({country})" if country else name for name, country in names)


def fields(row: Agreement) -> str | None:
    """The legal fields, by letter."""
    return lines(f"{one.letter}. {localised(one, 'name')}" for one in row.legal_fields.all())


def scope(row: Agreement) -> str | None:
    """The summary, else the sectors."""
    return localised(row, "summary") or lines(localised(one, "name") for one in row.sectors.all())


def offices(row: Agreement) -> str | None:
    """The lead office, then the supporting ones."""
    return lines(map(office_label, [row.lead_office, *row.supporting_offices.all()]))


def office_label(office: Office | None) -> str:
    """The name of an office, with a mark while it is only proposed."""
    return office.marked(office_name(office)) if office else ""


def documents(row: Agreement, named: Callable[[Document], str], *, exempt: bool = True) -> str | None:
    """The documents as `named`, those that are exempt marked or left out."""
    shown = [one for one in row.documents.all() if not one.in_trash]
    return lines(marked(named(one), one) for one in shown if exempt or one.effective_class != PublicationClass.EXEMPT)


# --- texts -------------------------------------------------------------------------------------------


def paper_of(row: Agreement) -> Instrument | None:
    """The signed text of the agreement; without one its last signed Letter of Intent."""
    intents = intents_of(row)
    return text_of(row) or (intents[-1] if intents else None)


def paper_kind(row: Agreement) -> str | None:
    """The kind of the text, or of the Letter of Intent where there is no text."""
    paper = paper_of(row)
    return str(paper.get_kind_display()) if paper else None


def of_side(row: Agreement, ours: bool, name: str) -> list[tuple[str, Signature]]:
    """Return what the signatures of the city, or of the others, have in one column, with the signature."""
    paper = paper_of(row)
    rows = paper.signatures.all() if paper else ()
    sides = (Signature.Side.CITY,) if ours else (Signature.Side.PARTNER, Signature.Side.STATE, Signature.Side.OTHER)
    return [(getattr(one, name), one) for one in rows if one.side in sides and getattr(one, name)]


def numbers(ours: bool):
    """Return the cell with the numbers that one side gave the text."""
    return lambda row: lines(number for number, _signature in of_side(row, ours, "number"))


def signatories(ours: bool):
    """Return the cell with the names of one side, with their titles on the text."""
    return lambda row: lines(
        f"{name} ({one.position})" if one.position else name for name, one in of_side(row, ours, "name")
    )


def starts_on(row: Agreement) -> KnownDate:
    """The first day of its text, as far as it says one."""
    term = term_of(paper) if (paper := paper_of(row)) else None
    return term.starts_on if term else UNKNOWN


def ends_on(row: Agreement) -> KnownDate:
    """The recorded end of the agreement."""
    return known_between(row.digest.ends_earliest, row.digest.ends_latest)


def duration(row: Agreement) -> str | None:
    """How long the text holds in its own words, or its answer where it names no time."""
    paper = paper_of(row)
    if paper is None or paper.validity == Instrument.Validity.PERIOD:
        return None
    return paper.duration or str(paper.get_validity_display()) or None


def days_left(row: Agreement, today: date) -> str | None:
    """The days until the end that is recorded; None without one, and once it has passed."""
    end = ends_on(row)
    days, exact = days_between(today, end)
    return days_label(days, exact) if days is not None and days >= 0 else None


def text_facts(row: Agreement) -> str | None:
    """Kind, numbers, day of signing and end of the text, a line each."""
    paper = paper_of(row)
    if paper is None:
        return None
    found = [str(paper.get_kind_display()), *(one.number for one in paper.signatures.all())]
    if paper.signed_on:
        found.append(_("signed: %(date)s") % {"date": paper.signed_on})
    end = ends_on(row)
    if end:
        found.append(_("valid until: %(date)s") % {"date": end})
    elif row.digest.open_ended:
        found.append(str(Instrument.Validity.OPEN.label))
    return lines(found)


# --- letters -----------------------------------------------------------------------------------------


def last_step(row: Agreement, stage: Stage, holder: Holder) -> Step | None:
    """The last round of a step at one holder."""
    rounds = [one for one in row.steps.all() if (one.stage, one.holder) == (stage, holder)]
    return max(rounds, key=lambda one: one.round, default=None)


def answer_of(row: Agreement, stage: Stage, holder: Holder) -> str | None:
    """Number, day and outcome of an answer; None while it was not asked for."""
    step = last_step(row, stage, holder)
    if step is None or step.state == StepState.NOT_STARTED:
        return None
    day = str(step.ended_on) if step.ended_on else ""
    return lines([", ".join(filter(None, [step.reply_number, day])), str(step.get_state_display())])


def letter_columns() -> list[TableColumn]:
    """Return the columns of the answers of council and ministers."""
    return [_letter_column(*one) for one in LETTER_STEPS]


def _letter_column(key: str, header, stage: Stage, holder: Holder) -> TableColumn:
    return Column(key, header, width=22), lambda row: answer_of(row, stage, holder)


# --- money and follow-ups ----------------------------------------------------------------------------


def money(rows: Iterable[Transaction], *, dated: bool = False) -> str | None:
    """Each money line with its kind and giver, and that it was not checked where nobody did; `dated`: with its day."""
    return lines(_money_line(one, dated) for one in rows)


def _money_line(one: Transaction, dated: bool) -> str:
    amount = format_money(one.amount, one.currency, get_language() or "id")
    day = (str(one.value_date) if one.value_date else _("without a day")) if dated else ""
    facts = ", ".join(filter(None, [one.provider, day, "" if one.is_checked else _("not yet checked")]))
    words = f"{one.get_kind_display()}: {amount}"
    return f"{words} ({facts})" if facts else words


def happened_on(follow_up: FollowUp) -> KnownDate:
    """The day on which it was done; while that is not recorded, on which it began."""
    return follow_up.done_on or follow_up.started_on


REGISTER_NUMBER: TableColumn = plain("register_number", gettext_lazy("Register number"), width=16)
TITLE: TableColumn = (Column("title", pgettext_lazy("of a report", "Cooperation"), width=40), title)
PARTNERS: TableColumn = (Column("partners", gettext_lazy("Partner and country"), width=28), partners_and_places)
OFFICES: TableColumn = (Column("offices", gettext_lazy("Offices"), width=26), offices)
STATUS: TableColumn = (Column("status", gettext_lazy("Status"), width=18), lambda row: row.status.word)
ENDS_ON: TableColumn = (Column("ends_on", gettext_lazy("Ends on"), ColumnKind.KNOWN_DATE, 16), ends_on)
