"""What a correction of any row tells before it is done: what is taken back, and what stands on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Agreement

CORRECT_STEP = "agreements.correct_step"


@dataclass(frozen=True)
class LaterRow:
    """A later row that stands on the one to be corrected, and the page on which it is taken back first."""

    name: str
    url: str


@dataclass(frozen=True)
class Change:
    """A value that the correction changes, in words."""

    label: str
    old: str
    new: str


class Correction:
    """The taking back of one row. Each kind of row has its own subclass; `row` and its agreement are locked when
    `take_back` runs."""

    right = CORRECT_STEP
    kind: str
    row: Any
    agreement: Agreement

    @property
    def title(self) -> str:
        """The heading of the page."""
        raise NotImplementedError

    def why_not(self, by) -> str:
        """Return the sentence why there is nothing that this user could take back; "" if there is something."""
        raise NotImplementedError

    def later_rows(self) -> Sequence[LaterRow]:
        """Return the rows that have to be taken back before this one, the last one first."""
        return ()

    def facts(self) -> list[tuple[str, str]]:
        """Return the row with its values, as (label, text)."""
        raise NotImplementedError

    def changes(self) -> list[Change]:
        """Return what the correction will change."""
        raise NotImplementedError

    def notes(self) -> list[str]:
        """Return sentences on what the correction leaves as it is, or shows at once."""
        if not self.agreement.is_public:
            return []
        return [_("The record is public: what is taken back leaves the public page at once.")]

    def take_back(self, by, reason: str) -> None:
        """Write it. The checks were made before."""
        raise NotImplementedError


def refuse(correction: Correction, by) -> None:
    """Raise ValidationError where nothing can be taken back, or where later rows stand on the row: it names them."""
    if sentence := correction.why_not(by):
        raise ValidationError(sentence, code="not_correctable")
    later_rows = correction.later_rows()
    if later_rows:
        raise ValidationError(
            _("Take back first, one after the other: %(names)s."),
            code="stands",
            params={"names": "; ".join(one.name for one in later_rows)},
        )


def page_of(agreement: Agreement, kind: str, pk: int) -> str:
    """Return the address of the page on which a row is corrected."""
    return reverse("admin:agreements_agreement_correct", args=[agreement.pk, kind, pk])


def non_empty(*facts: tuple[Any, Any]) -> list[tuple[str, str]]:
    """Return the facts that say something, as (label, text)."""
    return [(str(label), str(value)) for label, value in facts if value]


def changed(*values: tuple[Any, Any, Any]) -> list[Change]:
    """Return the values that differ, in words; an empty one as a dash."""
    return [Change(str(label), str(old or "–"), str(new or "–")) for label, old, new in values if old != new]
