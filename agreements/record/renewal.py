"""Renewal: a new record for a text that is negotiated again, and the follow-ups that move to it once it binds."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agreements.lifecycle.tracks import SIGNED_STAGES, TRACK_OF_KIND
from agreements.lifecycle.vocabulary import Track
from agreements.models import Agreement, FollowUp, FollowUpReport, Party, ReportState
from jambi_coop.lib.dates.known_date import KnownDate

from .digest import refresh_digest
from .locks import lock_alive
from .permissions import require
from .registration import register
from .saving import finish, save

CARRIED = (
    *("title", "title_en", "kind", "legal_form", "summary", "summary_en", "city_role", "location"),
    *("lead_office", "person_in_charge", "other_actors", "region", "is_example"),
)
CARRIED_LINKS = ("legal_fields", "sectors", "supporting_offices")


def binds(agreement: Agreement) -> bool:
    """True from the signature (or the beginning of a programme or membership) on, also after the end."""
    return agreement.stage in SIGNED_STAGES


def refuse_before_signing(agreement: Agreement) -> None:
    """Raise ValidationError for a record that has never bound the city: it can be neither evaluated nor renewed."""
    if not binds(agreement):
        raise ValidationError(
            _("This is not possible while the agreement is at “%(stage)s”."),
            code="not_signed",
            params={"stage": agreement.get_stage_display()},
        )


@transaction.atomic
def renew(agreement: Agreement, *, by, today: date) -> Agreement:
    """Create a record for a text that is negotiated again: it renews this one and begins at its first stage.

    Title, summary, parties, fields, sectors and offices are copied; the clerk is expected to revise title and summary.
    Open follow-ups stay at the old record until the new text is signed (`carry_over`).
    """
    require(by, "agreements.add_agreement")
    old = lock_alive(agreement)
    refuse_before_signing(old)
    if old.renewed_by.alive().exists():
        raise ValidationError(_("This agreement has been renewed already."), code="renewed")
    new = Agreement(renews=old, **{name: getattr(old, name) for name in CARRIED})
    # A text that is negotiated now follows the present procedure, so the track is never legacy.
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
    """Return the open follow-ups of a record that were not begun: they move to the record that renews it."""
    reported = FollowUpReport.objects.filter(state=ReportState.APPROVED).values("follow_up")
    return FollowUp.objects.open().filter(agreement=old, started_on_earliest=None).exclude(pk__in=reported)


def is_renewed(agreement: Agreement) -> bool:
    """True where a record that renews this one binds: further follow-ups are planned there."""
    return any(binds(one) for one in agreement.renewed_by.alive())


def carry_over(new: Agreement, *, by) -> None:
    """Move the follow-ups that were not begun from the renewed record to `new`, once `new` binds.

    Where the old record is public, this waits until the new one is public too, so that nothing vanishes from public
    view; a follow-up planned under a withheld record stays withheld. A follow-up that was begun stays with its reports.
    The caller has locked both records (`locks`) and refreshes the digest of `new`.
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
    """Move follow-ups back to the old record after the signature of `new` was corrected away: those that came from it
    and were not begun."""
    old = new.renews
    if old is None or binds(new):
        return
    brought = FollowUp.history.filter(agreement=old).values("id")
    for follow_up in FollowUp.objects.open().filter(agreement=new, started_on_earliest=None, pk__in=brought):
        follow_up.agreement = old
        save(follow_up, by=by, reason=_("Back to %(number)s") % {"number": old.register_number})
    refresh_digest(old)
