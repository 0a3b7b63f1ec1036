"""Reviews of an agreement and the decision of each: go on, extend by a further term, or end.

An extension is a further instrument of the same agreement; a newly negotiated text is a new record (`renewal`).
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.lifecycle.tracks import END_STAGES
from agreements.lifecycle.vocabulary import InstrumentKind
from agreements.models import Agreement, Document, Instrument, Review, Signature
from agreements.record.instruments import UNKNOWN, terms_of, text_of
from agreements.record.locks import lock_alive
from agreements.record.permissions import require
from agreements.record.renewal import refuse_before_signing
from agreements.record.saving import finish, save
from agreements.record.signing import SideSigned, keep_signatures, refuse_future_sides
from jambi_coop.lib.dates.known_date import KnownDate


@dataclass(frozen=True, kw_only=True)
class Extension:
    """The further time that an extension adds. Without an end it is open-ended and needs the day of its review.

    `signed_on`: day on which it was signed or exchanged; not asked of an automatic one.
    """

    starts_on: KnownDate
    ends_on: KnownDate
    kind: str
    signed_on: KnownDate = UNKNOWN
    review_on: date | None = None
    notice_months: int | None = None
    document: Document | None = None


@transaction.atomic
def record_review(review: Review, *, by, today: date, extension: Extension | None = None) -> Review:
    """Record an evaluation and the decision that it led to, with the reason.

    `review` is unsaved. To extend needs `extension`, which becomes a further instrument. To end changes no stage: the
    text expires on its day, and an early end is an action of its own. The day of the next review is also written to the
    last instrument if that is open-ended.
    """
    require(by, "agreements.add_review")
    agreement = lock_alive(review.agreement)
    review.agreement = agreement
    refuse_before_signing(agreement)
    if review.held_on > today:
        raise ValidationError({"held_on": _("This day is in the future.")})
    if not review.reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    if (review.decision == Review.Decision.EXTEND) != (extension is not None):
        raise ValidationError(_("Only an extension has a further term, and it needs one."), code="term_needed")
    if extension is not None:
        review.instrument = _extend(agreement, extension, by, today)
    terms = terms_of(agreement)
    if review.next_review_on and terms and terms[-1].open_ended:
        last = terms[-1].instrument
        last.review_on = review.next_review_on
        save(last, by=by, reason=_("Review"))
    review.version, review.recorded_by = 0, by
    review.full_clean(exclude=["agreement", "instrument"])
    save(review, by=by)
    finish(agreement, by=by, reason=str(review._meta.verbose_name))
    return review


def _extend(agreement: Agreement, extension: Extension, by, today: date) -> Instrument:
    if agreement.stage in END_STAGES:
        raise ValidationError(_("It has ended and cannot be extended; renew it with a new text."), code="ended")
    if not extension.starts_on:
        raise ValidationError({"starts_on": _("Give the date, even if only the year is known.")})
    if not extension.ends_on and extension.review_on is None:
        raise ValidationError({"review_on": _("Without an end, say when it is to be reviewed.")})
    if extension.ends_on and extension.ends_on.certainly_before(extension.starts_on):
        raise ValidationError({"ends_on": _("The term cannot end before it starts.")})
    known = [term.ends_on.latest for term in terms_of(agreement) if term.ends_on.latest]
    if known and extension.ends_on.latest and extension.ends_on.latest <= max(known):
        raise ValidationError({"ends_on": _("It ends no later than what is recorded already.")})
    instrument = Instrument(
        agreement=agreement,
        kind=InstrumentKind(extension.kind),
        changes=text_of(agreement),
        starts_on=extension.starts_on,
        ends_on=extension.ends_on,
        validity=Instrument.Validity.PERIOD if extension.ends_on else Instrument.Validity.OPEN,
        review_on=extension.review_on,
        notice_months=extension.notice_months,
        document=extension.document,
        version=0,
    )
    save(instrument, by=by, reason=_("Extension"))
    if extension.kind != InstrumentKind.AUTOMATIC:
        side = SideSigned(side=Signature.Side.ALL, signed_on=extension.signed_on)
        refuse_future_sides([side], today)
        keep_signatures(instrument, [side], by=by, reason=_("Extension"))
    return instrument
