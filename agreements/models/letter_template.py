"""Word templates of the city's letters that the office put in the place of the shipped ones."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from jambi_coop.lib.files.private_files import generated_name, private_storage
from jambi_coop.lib.versions.versioning import Versioned


class LetterKind(models.TextChoices):
    """The kinds of letters that the city writes on its cooperation; what each is for is `agreements.letter_writing`."""

    CONSULTATION_HOME = "consultation_home", _("Consultation of the Minister of Home Affairs")
    CONSULTATION_FOREIGN = "consultation_foreign", _("Consultation of the Minister of Foreign Affairs")
    COUNCIL_REQUEST = "council_request", _("Request to the city council (DPRD)")
    PLAN = "plan", _("Cooperation plan to the Minister of Home Affairs")
    DRAFT = "draft", _("Draft agreement to the Minister of Home Affairs")
    REPORT = "report", _("Implementation report to the Minister of Home Affairs")
    QUARTERLY_REPORT = "quarterly_report", _("Quarterly report to the Minister of Finance and Bappenas")
    TRAVEL_PERMIT = "travel_permit", _("Request for a permit to travel abroad")
    PARTNER = "partner", _("Letter to the partner")
    REMINDER = "reminder", _("Reminder to whoever has the paper")
    NOTE = "note", _("Internal note that asks for a decision (nota dinas)")


class LetterTemplate(Versioned):
    """A Word file of the office with merge fields, from which letters of one kind are made once it is in use.

    At most one of each kind is in use; without one, letters are made from the shipped file. A file is never replaced:
    a new one is a row of its own, and old ones stay. Only files that `refuse_unfit` found no fault in are kept
    (`jambi_coop/lib/documents/template_check.py`).
    """

    kind = models.CharField(_("kind of letter"), max_length=24, choices=LetterKind.choices)
    file = models.FileField(_("Word file"), upload_to=generated_name, storage=private_storage, max_length=120)
    original_name = models.CharField(_("name of the uploaded file"), max_length=255, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    is_active = models.BooleanField(_("in use"), default=False, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        ordering = ["kind", "-pk"]
        constraints = [
            models.UniqueConstraint("kind", condition=Q(is_active=True), name="letter_template_one_in_use"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.original_name}"
