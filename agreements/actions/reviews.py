"""Reviews and what follows: a further term, a further record, or an end.

An extension adds a term to the same agreement; a text negotiated afresh is a new record that renews the old.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agreements.digest import refresh_digest
from agreements.lifecycle import END_STAGES, SIGNED_STAGES, TRACK_OF_KIND, Track
from agreements.locks import lock_kept
from agreements.models import (
    Agreement,
    Document,
    FollowUp,
    FollowUpReport,
    Party,
    ReportState,
    Review,
    Term,
)
from agreements.permissions import require
from jambi_coop.lib.dates import KnownDate

from .base import finish, save
from .registration import register

CARRIED = (
    *("title", "title_en", "kind", "legal_form", "summary", "summary_en", "city_role", "location"),
    *("lead_office", "person_in_charge", "other_actors", "region", "is_example"),
)
CARRIED_LINKS = ("legal_fields", "sectors", "supporting_offices")


@dataclass(frozen=True, kw_only=True)
class Extension:
    """The stretch that an extension adds. Without an end it is open-ended and needs the day of its review."""

    starts_on: KnownDate
    ends_on: KnownDate
    basis: str
    review_on: date | None = None
    notice_months: int | None = None
    document: Document | None = None


@transaction.atomic
def record_review(review: Review, *, by, today: date, extension: Extension | None = None) -> Review:
    """Record an evaluation and the decision that it led to, with the reason.

    `review` is unsaved. To extend needs `extension`, which becomes a further term; to end changes no stage: the
    text runs out on its day, and an early end is a verb of its own. The day of the next review is kept on the
    last term where that is open-ended.
    """
    require(by, "agreements.add_review")
    agreement = lock_kept(review.agreement)
    review.agreement = agreement
    refuse_before_signing(agreement)
    if review.held_on > today:
        raise ValidationError({"held_on": _("This day is in the future.")})
    if not review.reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    if (review.decision == Review.Decision.EXTEND) != (extension is not None):
        raise ValidationError(_("Only an extension has a further term, and it needs one."), code="term_needed")
    if extension is not None:
        review.term = _extend(agreement, extension, by)
    last = agreement.terms.last()
    if review.next_review_on and last is not None and last.open_ended:
        last.review_on = review.next_review_on
        save(last, by=by, reason=_("Review"))
    review.version, review.recorded_by = 0, by
    review.full_clean(exclude=["agreement", "term"])
    save(review, by=by)
    finish(agreement, by=by, reason=str(review._meta.verbose_name))
    return review


def binds(agreement: Agreement) -> bool:
    """True from the signature (or the begin of a programme or membership) on; also when it has ended since."""
    return agreement.stage in SIGNED_STAGES


def refuse_before_signing(agreement: Agreement) -> None:
    """Only what binds the city, or did, can be evaluated or renewed."""
    if not binds(agreement):
        raise ValidationError(
            _("This is not possible while the agreement is at “%(stage)s”."),
            code="not_signed",
            params={"stage": agreement.get_stage_display()},
        )


def _extend(agreement: Agreement, extension: Extension, by) -> Term:
    if agreement.stage in END_STAGES:
        raise ValidationError(_("It has ended and cannot be extended; renew it with a new text."), code="ended")
    if not extension.starts_on:
        raise ValidationError({"starts_on": _("Give the date, even if only the year is known.")})
    if not extension.ends_on and extension.review_on is None:
        raise ValidationError({"review_on": _("Without an end, say when it is to be reviewed.")})
    if extension.ends_on and extension.ends_on.certainly_before(extension.starts_on):
        raise ValidationError({"ends_on": _("The term cannot end before it starts.")})
    known = [term.ends_on.latest for term in agreement.terms.all() if term.ends_on.latest]
    if known and extension.ends_on.latest and extension.ends_on.latest <= max(known):
        raise ValidationError({"ends_on": _("It ends no later than what is recorded already.")})
    term = Term(
        agreement=agreement,
        starts_on=extension.starts_on,
        ends_on=extension.ends_on,
        open_ended=not extension.ends_on,
        review_on=extension.review_on,
        notice_months=extension.notice_months,
        basis=extension.basis,
        document=extension.document,
        version=0,
    )
    save(term, by=by, reason=_("Extension"))
    return term


@transaction.atomic
def renew(agreement: Agreement, *, by, today: date) -> Agreement:
    """A new record for a text that is negotiated afresh: it renews this one and begins at its first stage.

    Parties, fields, sectors and offices are copied. Open follow-ups stay where the public sees them until the new
    text is signed (`carry_over`). Title and summary are to be looked over by the clerk.
    """
    require(by, "agreements.add_agreement")
    old = lock_kept(agreement)
    refuse_before_signing(old)
    if old.renewed_by.kept().exists():
        raise ValidationError(_("This agreement has been renewed already."), code="renewed")
    new = Agreement(renews=old, **{name: getattr(old, name) for name in CARRIED})
    # A text that is negotiated now follows the procedure of now.
    track = "" if new.kind in TRACK_OF_KIND else (old.track if old.track != Track.LEGACY else Track.KSDLL)
    register(new, by=by, today=today, track=track, as_of=KnownDate.day(today))
    for name in CARRIED_LINKS:
        getattr(new, name).set(getattr(old, name).all())
    for party in old.parties.select_related("partner"):
        save(Party(agreement=new, partner=party.partner, role=party.role, version=0), by=by)
    finish(new, by=by, reason=_("Renewal"))
    finish(old, by=by, reason=_("Renewed by %(number)s") % {"number": new.register_number})
    return new


def movable(old: Agreement) -> QuerySet[FollowUp]:
    """What is planned under a record and was not begun: it moves to the record that renews it."""
    reported = FollowUpReport.objects.filter(state=ReportState.APPROVED).values("follow_up")
    return FollowUp.objects.open().filter(agreement=old, started_on_earliest=None).exclude(pk__in=reported)


def is_renewed(agreement: Agreement) -> bool:
    """A record that renews it binds: what comes next is planned there."""
    return any(binds(one) for one in agreement.renewed_by.kept())


def carry_over(new: Agreement, *, by) -> None:
    """Once the text that renews another one binds: what is planned under the old one is its matter now.

    Not before the public may read the new record where it reads the old one, so that nothing vanishes from its eyes;
    and what was planned under a withheld record stays withheld. What has been begun stays where its reports stand.
    Both records are held by the caller (`lock_kept`); the digest of `new` is left to it.
    """
    old = new.renews
    if old is None or not binds(new):
        return
    if old.in_trash or (old.is_public and not new.is_public):
        return
    for follow_up in movable(old):
        follow_up.agreement = new
        follow_up.is_public = follow_up.is_public and (old.is_public or not new.is_public)
        save(follow_up, by=by, reason=_("Carried over to %(number)s") % {"number": new.register_number})
    refresh_digest(old)


def carry_back(new: Agreement, *, by) -> None:
    """The signature of `new` was a mistake: what it brought along and nobody has begun goes back to the old record."""
    old = new.renews
    if old is None or binds(new):
        return
    brought = FollowUp.history.filter(agreement=old).values("id")
    for follow_up in FollowUp.objects.open().filter(agreement=new, started_on_earliest=None, pk__in=brought):
        follow_up.agreement = old
        save(follow_up, by=by, reason=_("Back to %(number)s") % {"number": old.register_number})
    refresh_digest(old)
