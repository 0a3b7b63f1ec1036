"""Reports as they were sent: the bytes, what they were asked for, and every cell of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from jambi_coop.lib.files.private_files import generated_name, private_storage


class SentReport(models.Model):
    """A report that was sent: its files byte for byte, to whom it went, and its table in words.

    Written by `agreements.reports.sent.keep_as_sent` and never edited; only a letter number that was not known yet is
    added later. It refers to no record by key, so that it stays as it was when a record is exempted or purged; for the
    same reason only those who see everything may read it. `series` is what reports must have in common to be compared
    with each other; `columns` holds key and heading of each column, `rows` the key and the texts of each row.
    """

    kind = models.CharField(pgettext_lazy("of a report", "kind"), max_length=30)
    title = models.CharField(_("title"), max_length=200)
    parameters = models.JSONField(_("what was asked for"))
    series = models.CharField(_("compared with reports of"), max_length=300)
    language = models.CharField(_("language"), max_length=2)
    as_of = models.DateField(_("state of the day"))
    filters = models.TextField(_("filters in words"), blank=True)
    columns = models.JSONField(_("columns"))
    rows = models.JSONField(_("rows"))
    closing = models.TextField(_("sums, notes and definitions"), blank=True)
    register_version = models.CharField(_("version of the register"), max_length=120)
    sent_to = models.CharField(_("sent to"), max_length=200)
    sent_on = models.DateField(_("sent on"))
    letter_number = models.CharField(_("letter number"), max_length=120, blank=True)
    docx = models.FileField(
        _("document"), upload_to=generated_name, storage=private_storage, max_length=120, blank=True
    )
    docx_sha256 = models.CharField(_("SHA-256 of the document"), max_length=64, blank=True)
    xlsx = models.FileField(
        _("workbook"), upload_to=generated_name, storage=private_storage, max_length=120, blank=True
    )
    xlsx_sha256 = models.CharField(_("SHA-256 of the workbook"), max_length=64, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("report as sent")
        verbose_name_plural = _("reports as sent")
        ordering = ["-sent_on", "-pk"]
        indexes = [models.Index("kind", "series", "language", name="sent_report_by_series")]
        constraints = [
            models.CheckConstraint(
                name="sent_report_has_a_file",
                condition=~Q(docx="") | ~Q(xlsx=""),
                violation_error_message=_("Choose at least one file."),
            )
        ]

    def __str__(self):
        return f"{self.title} ({self.sent_on.isoformat()})"
