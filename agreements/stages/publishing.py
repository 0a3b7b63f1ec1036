"""Publication of a text that was taken in as signed: one act with one reason for every step that nobody can prove."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Agreement, Waiver
from agreements.record.locks import lock_alive
from agreements.record.old_texts import unproven_steps
from agreements.record.publication import set_class
from jambi_coop.lib.records.publication import PublicationClass

from .waivers import WaiverRequest, record_waiver

GROUNDS = (Waiver.Ground.NOT_FOUND, Waiver.Ground.NOT_DONE)
"""What can be said of all steps at once; that one is not required is said of that one alone."""


@transaction.atomic
def publish_unproven(agreement: Agreement, *, request: WaiverRequest, by, today: date, reason: str = "") -> None:
    """Record every unmet step of the gate as one without proof, with the same ground and reason, and publish.

    Needs the rights `waive_step` and `publish_agreement`, and a person who did not make the last change.
    """
    agreement = lock_alive(agreement)
    if request.ground not in GROUNDS:
        raise ValidationError({"waiver_ground": _("Choose why there is no proof.")})
    for step in unproven_steps(agreement):
        record_waiver(agreement, step.stage, step.holder, request, by=by, today=today)
    set_class(agreement, new_class=PublicationClass.PUBLIC, by=by, reason=reason)
