"""Merge two records of one partner. It moves agreements, so it cannot be in the room `partners`."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Party
from partners.models import Contact, FormerSlug, Partner

from .digest import refresh_digests_of
from .locks import lock_in_order
from .permissions import require
from .saving import record_author, save


@transaction.atomic
def merge_partners(*, keep: Partner, gone: Partner, by, now: datetime) -> None:
    """Make `gone` a former name of `keep`: parties, contacts, children and addresses move, `gone` goes to the trash.

    Needs the right `merge_partner`, and `publish_partner` where `keep` is public and `gone` is not. Raises
    ValidationError when both are the same, or one is in the trash.
    """
    require(by, "partners.merge_partner")
    locked = lock_in_order(Partner.objects.filter(pk__in=[keep.pk, gone.pk]))
    keep, gone = locked[keep.pk], locked[gone.pk]
    if keep.pk == gone.pk or keep.in_trash or gone.in_trash:
        raise ValidationError(_("Choose two different partners that are not in the trash."), code="not_two")
    if keep.is_public and not gone.is_public:
        # Published agreements of `gone` would then show the public name of `keep`: that is publishing.
        require(by, "partners.publish_partner")
    for party in gone.parties.all():
        if Party.objects.filter(agreement=party.agreement_id, partner=keep, role=party.role).exists():
            record_author(party, by=by, reason=_("Partners merged"))
            party.delete()
        else:
            party.partner = keep
            save(party, by=by, reason=_("Partners merged"))
    for contact in Contact.objects.filter(partner=gone):
        contact.partner = keep
        save(contact, by=by, reason=_("Partners merged"))
    for child in gone.children.all():
        child.parent = keep
        save(child, by=by, reason=_("Partners merged"))
    for former in FormerSlug.objects.filter(partner=gone):
        former.partner = keep
        former.save()
    gone.merged_into = keep
    gone.trashed_at, gone.trashed_by, gone.trashed_reason = now, by, _("Merged into %(name)s") % {"name": keep.name}
    save(gone, by=by, reason=_("Partners merged"))
    save(keep, by=by, reason=_("Partners merged"))
    refresh_digests_of(keep)
