"""Columns of the staff's list of agreements, and the read-only values on the form."""

from datetime import timedelta

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement
from agreements.record.staff.date_column import NOTHING, date_column
from agreements.record.status import status_of
from agreements.record.verdict import verdict_of
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.records.people import name_of
from jambi_coop.lib.records.publication import PublicationClass


class AgreementColumns:
    """Mixin for the admin of agreements, whose `get_queryset` joins the rows that the columns read."""

    list_display = [
        *("register_number", "title_label", "kind", "stage_label", "condition_label", "signed_label", "ends_label"),
        *("lead_office", "publication_class", "checked_column"),
    ]

    @admin.display(description=gettext_lazy("title and partners"), ordering="title")
    def title_label(self, agreement: Agreement):
        """The title, marked if the record is no case of this city, with the partners below."""
        mark = _("comparison") if agreement.is_comparison else _("example") if agreement.is_example else ""
        return format_html(
            '{}{}<span class="partners">{}</span>',
            agreement.title,
            format_html(' <span class="mark">{}</span>', mark) if mark else "",
            ", ".join(dict.fromkeys(str(party.partner) for party in agreement.parties.all())) or NOTHING,
        )

    @admin.display(description=gettext_lazy("stage and status today"), ordering="stage")
    def stage_label(self, agreement: Agreement):
        """The stage, below it the public status of today, and a warning if the two contradict each other."""
        status = status_of(agreement, timezone.localdate())
        stage = agreement.get_stage_display()
        warning = format_html('<span class="note">{}</span>', status.contradiction) if status.contradiction else ""
        if status.word == stage:
            return format_html("{}{}", stage, warning)
        return format_html('{}<span class="partners">{}</span>{}', stage, status.word, warning)

    @admin.display(description=gettext_lazy("follow-up"))
    def condition_label(self, agreement: Agreement):
        """The follow-up condition of today, with the reason below."""
        today = timezone.localdate()
        verdict = verdict_of(agreement, today)
        if verdict is None:
            return NOTHING
        return format_html(
            '<span class="condition condition--{}">{}</span><span class="partners">{}</span>',
            verdict.condition.value,
            verdict.condition.label,
            verdict.sentence,
        )

    signed_label = date_column("signed_on", gettext_lazy("signed on"), sort_by="digest__signed_on")

    @admin.display(description=gettext_lazy("ends on"), ordering="digest__ends_latest")
    def ends_label(self, agreement: Agreement):
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
    def publication_label(self, agreement: Agreement):
        if agreement.pk is None:
            return _("Internal until somebody publishes it")
        label = agreement.get_publication_class_display()
        if agreement.publication_class == PublicationClass.EXEMPT:
            return f"{label} ({agreement.get_exempt_ground_display()})"
        return label

    @admin.display(description=gettext_lazy("checked against the sources"))
    def checked_label(self, agreement: Agreement):
        if agreement.pk is None or agreement.checked_on is None:
            return _("Not yet checked")
        day = date_format(agreement.checked_on, "j F Y")
        return f"{day}, {name_of(agreement.checked_by)}" if agreement.checked_by else day
