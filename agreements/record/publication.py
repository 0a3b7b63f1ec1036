"""Set the publication class of a row, which decides who may see it; `set_class` is its only writer."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Agreement, Document
from jambi_coop.lib.records.publication import Classified, ExemptionGround, PublicationClass, loosens
from partners.models import Partner

from .locks import lock_row
from .old_texts import unproven_steps
from .permissions import require
from .renewal import carry_over
from .saving import refresh_digests_around, save


@dataclass(frozen=True, kw_only=True)
class Exemption:
    """The ground on which a row is withheld (UU 14/2008 Articles 17 and 19), and the PPID's decision."""

    ground: str
    reason: str
    decision_number: str = ""
    decision_on: date | None = None
    review_on: date | None = None


def needs_second_person(row: Classified, new_class: str) -> bool:
    """True where the new class is looser than the present one: then somebody who did not make the last edit sets it."""
    return loosens(row.publication_class, new_class)


@transaction.atomic
def set_class(
    row: Agreement | Partner | Document, *, new_class: str, by, exemption: Exemption | None = None, reason: str = ""
) -> None:
    """Set the publication class of an agreement, a partner or a document.

    Loosening needs the right to publish and a person who is not the last editor; exempting needs a ground
    (letter a-j), a reason and the date of the next review. Raises ValidationError or PermissionDenied.
    """
    row = lock_row(row)
    if row.in_trash:
        raise ValidationError(_("This record is in the trash. Restore it first."), code="in_trash")
    if needs_second_person(row, new_class):
        app = "partners.publish_partner" if row._meta.model_name == "partner" else "agreements.publish_agreement"
        require(by, app)
        if row.edited_by_id == by.pk:
            raise ValidationError(
                _("You made the last change yourself. Somebody else has to look at it before it is published."),
                code="same_person",
            )
    if isinstance(row, Agreement) and new_class == PublicationClass.PUBLIC:
        _refuse_unproven(row)
    _write_exemption(row, new_class, exemption)
    row.publication_class = new_class
    save(row, by=by, reason=reason or str(PublicationClass(new_class).label))
    if isinstance(row, Agreement):
        carry_over(row, by=by)
    refresh_digests_around(row)


def _refuse_unproven(agreement: Agreement) -> None:
    """Refuse a signed text of which a required step has neither proof nor the record that there is none.

    Only a text that was taken in as signed can be so (`old_texts`); the legal gate holds every other.
    """
    unmet = unproven_steps(agreement)
    if unmet:
        text = _("Not public yet: for these steps there is neither proof nor a reason why there is none: %(steps)s.")
        raise ValidationError(text, code="unproven", params={"steps": "; ".join(str(one) for one in unmet)})


def _write_exemption(row: Classified, new_class: str, exemption: Exemption | None) -> None:
    if new_class != PublicationClass.EXEMPT:
        exemption = Exemption(ground="", reason="")
    elif exemption is None or exemption.ground not in ExemptionGround.values or not exemption.reason.strip():
        raise ValidationError(
            _("Name the ground (UU 14/2008 Article 17) and the reason for the exemption."), code="ground_needed"
        )
    elif exemption.review_on is None:
        raise ValidationError(_("Say when the exemption is to be reviewed."), code="review_needed")
    row.exempt_ground = exemption.ground
    row.exempt_reason = exemption.reason
    row.exempt_decision_number = exemption.decision_number
    row.exempt_decision_on = exemption.decision_on
    row.exempt_review_on = exemption.review_on
