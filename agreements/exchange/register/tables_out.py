"""Sheets that go out and are never taken in."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.models import BeneficiaryCount, Letter, Office, Participation, Source, Statement

from .columns import SheetColumn, Table, own, row_key, shown


def _only_out(key: str, title: Any, model: type, names: str, *first: SheetColumn, **more: Any) -> Table:
    """Return a table that goes out and is never taken in."""
    columns = [*first, *own(model, names)]
    return Table(key=key, title=title, model=model, columns=columns, takes_new=False, is_taken_in=False, **more)


def _number(header: Any, read: Any) -> SheetColumn:
    return shown("agreement", header, read)


ONLY_OUT = (
    _only_out(
        "letters",
        pgettext_lazy("correspondence", "letters"),
        Letter,
        "direction number dated sent_on received_on correspondent subject",
        row_key("S"),
        _number(_("Register number"), lambda row: row.step.agreement.register_number),
        shown("step", _("Step"), lambda row: f"L-{row.step_id}"),
        prefix="S",
        path="step__agreement",
        related=("step__agreement",),
        about=_("The letters of the steps, out and in."),
    ),
    _only_out(
        "participants",
        _("Participants"),
        Participation,
        "body people",
        row_key("O"),
        _number(_("Register number"), lambda row: row.follow_up.agreement.register_number),
        shown("follow_up", _("Follow-up"), lambda row: f"TL-{row.follow_up_id}"),
        shown("office", _("Office"), lambda row: row.office.name if row.office else None, 30),
        prefix="O",
        path="follow_up__agreement",
        related=("follow_up__agreement", "office"),
        about=_("How many people took part in a follow-up."),
    ),
    _only_out(
        "beneficiaries",
        pgettext_lazy("of a result", "Beneficiaries"),
        BeneficiaryCount,
        "kind number unit group group_en is_separate as_of is_public",
        row_key("B"),
        _number(_("Register number"), lambda row: row.agreement.register_number),
        shown("source", _("Source"), lambda row: row.source.citation, 30),
        prefix="B",
        related=("agreement", "source"),
        about=_("Whom the results serve, as each source counts them."),
    ),
    _only_out(
        "statements",
        _("Statements"),
        Statement,
        "topic text text_en as_of is_public",
        row_key("Y"),
        _number(_("Register number"), lambda row: row.agreement.register_number),
        shown("source", _("Source"), lambda row: row.source.citation, 30),
        prefix="Y",
        related=("agreement", "source"),
        about=_("Claims of sources that are not money."),
    ),
    _only_out(
        "sources",
        _("Sources"),
        Source,
        "citation kind link dated certainty is_public",
        row_key("R"),
        prefix="R",
        path="",
        about=_("Where facts were read."),
    ),
    _only_out(
        "offices",
        _("City offices"),
        Office,
        "code name name_en short_name is_active",
        row_key("D"),
        prefix="D",
        path="",
        about=_("The offices of the city."),
    ),
)
