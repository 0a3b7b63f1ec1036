"""Columns of the staff's list of agreements, and the state shown on the form."""

from datetime import timedelta

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement
from agreements.status import status_of
from jambi_coop.lib.dates import KnownDate
from jambi_coop.lib.publication import PublicationClass

NOTHING = "–"


class AgreementColumns:
    """For the admin of agreements; each column needs what its `get_queryset` joins."""

    list_display = [
        *("register_number", "title_words", "partner_words", "kind", "stage", "status_today", "signed_words"),
        *("ends_words", "lead_office", "publication_class", "checked_column"),
    ]

    @admin.display(description=gettext_lazy("title"), ordering="title")
    def title_words(self, agreement: Agreement):
        """The title, marked where the record is no case of this city."""
        if agreement.is_comparison:
            return format_html('{} <span class="mark">{}</span>', agreement.title, _("comparison"))
        if agreement.is_example:
            return format_html('{} <span class="mark">{}</span>', agreement.title, _("example"))
        return agreement.title

    @admin.display(description=gettext_lazy("partners"))
    def partner_words(self, agreement: Agreement):
        return ", ".join(dict.fromkeys(str(party.partner) for party in agreement.parties.all())) or NOTHING

    @admin.display(description=gettext_lazy("status today"))
    def status_today(self, agreement: Agreement):
        status = status_of(agreement, timezone.localdate())
        if status.contradiction:
            return format_html('{} <span class="mark" title="{}">!</span>', status.word, status.contradiction)
        return status.word

    @admin.display(description=gettext_lazy("signed on"), ordering="signed_on_earliest")
    def signed_words(self, agreement: Agreement):
        return str(agreement.signed_on) if agreement.signed_on else NOTHING

    @admin.display(description=gettext_lazy("ends on"), ordering="digest__ends_latest")
    def ends_words(self, agreement: Agreement):
        digest = agreement.digest
        if digest.open_ended:
            return _("open-ended")
        if digest.ends_latest is None:
            return NOTHING
        if digest.ends_earliest is None:
            return str(KnownDate.before(digest.ends_latest + timedelta(days=1)))
        return str(KnownDate.range(digest.ends_earliest, digest.ends_latest))

    @admin.display(description=gettext_lazy("checked"), ordering="checked_on", boolean=True)
    def checked_column(self, agreement: Agreement):
        return agreement.checked_on is not None

    @admin.display(description=gettext_lazy("publication class"))
    def publication_words(self, agreement: Agreement):
        if agreement.pk is None:
            return _("Internal until somebody publishes it")
        label = agreement.get_publication_class_display()
        if agreement.publication_class == PublicationClass.EXEMPT:
            return f"{label} ({agreement.get_exempt_ground_display()})"
        return label

    @admin.display(description=gettext_lazy("checked against the sources"))
    def checked_words(self, agreement: Agreement):
        if agreement.pk is None or agreement.checked_on is None:
            return _("Not yet checked")
        who = agreement.checked_by
        day = date_format(agreement.checked_on, "j F Y")
        return f"{day}, {who.get_full_name() or who.get_username()}" if who else day
