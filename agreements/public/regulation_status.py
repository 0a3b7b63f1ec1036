"""The legal status of a regulation today, and agreements that cite only revoked ones."""

from dataclasses import dataclass, field

from django.db.models import Q, TextChoices
from django.utils.translation import pgettext_lazy

from agreements.models import Agreement, Regulation, Source


class LegalStatus(TextChoices):
    """Legal status of a regulation; computed from its rows, never stored.

    UNKNOWN ("Not confirmed") if the source of its status is itself unsure.
    """

    IN_FORCE = "in_force", pgettext_lazy("regulation", "In force")
    AMENDED = "amended", pgettext_lazy("regulation", "In force, amended")
    UNKNOWN = "unknown", pgettext_lazy("regulation", "Not confirmed")
    REVOKED = "revoked", pgettext_lazy("regulation", "Revoked")


@dataclass(frozen=True)
class StatusOfRegulation:
    """`status` with the regulations that caused it. `second_hand`: it was read in another text than the regulation;
    `status` itself says where that is unsure. `checked`: somebody has compared it with the official text."""

    status: LegalStatus
    by: list[Regulation] = field(default_factory=list)
    second_hand: bool = False
    checked: bool = False

    @property
    def word(self) -> str:
        return str(self.status.label)


def regulation_status_of(regulation: Regulation) -> StatusOfRegulation:
    """Return the status of a regulation whose `revoked_by`, `amended_by` and `status_source` are loaded."""
    source = regulation.status_source
    second_hand = source is not None and source.certainty == Source.Certainty.SECONDARY
    known = {"second_hand": second_hand, "checked": regulation.checked_on is not None}
    if regulation.revoked:
        by = [regulation.revoked_by] if regulation.revoked_by else []
        return StatusOfRegulation(LegalStatus.REVOKED, by, **known)
    amended_by = list(regulation.amended_by.all())
    if source is not None and source.certainty == Source.Certainty.UNSURE:
        return StatusOfRegulation(LegalStatus.UNKNOWN, amended_by, **known)
    return StatusOfRegulation(LegalStatus.AMENDED if amended_by else LegalStatus.IN_FORCE, amended_by, **known)


def regulation_status_q(status: str) -> Q:
    """Return the condition on Regulation for one status; joins may duplicate rows, so filter by `pk__in` of it."""
    if status == LegalStatus.REVOKED:
        return Q(revoked=True)
    unsure = Q(status_source__certainty=Source.Certainty.UNSURE)
    if status == LegalStatus.UNKNOWN:
        return unsure & Q(revoked=False)
    return ~unsure & Q(revoked=False, amended_by__isnull=status == LegalStatus.IN_FORCE)


def rests_only_on_revoked(agreement: Agreement) -> bool:
    """True if the agreement cites regulations and none of them is in force any more.

    Uses `citations__legal_basis__regulation` as prefetched, without a query.
    """
    citations = list(agreement.citations.all())
    return bool(citations) and all(citation.legal_basis.regulation.revoked for citation in citations)
