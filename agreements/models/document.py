"""Files that prove something."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from jambi_coop.lib.dates.fields import KnownDateField
from jambi_coop.lib.files.private_files import generated_name, private_storage
from jambi_coop.lib.records.publication import Classified, PublicationClass, exemption_constraint, stricter
from jambi_coop.lib.records.trash import Trashable, TrashQuerySet
from jambi_coop.lib.versions.versioning import Versioned


class DocumentQuerySet(TrashQuerySet):
    """Documents by who may read them."""

    def public(self):
        """Documents whose effective class is public: their own and their agreement's."""
        return self.alive().filter(
            publication_class=PublicationClass.PUBLIC,
            agreement__publication_class=PublicationClass.PUBLIC,
            agreement__trashed_at__isnull=True,
        )


class Document(Versioned, Classified, Trashable):
    """A file that proves something; it is never replaced: a new version is a row that supersedes the old."""

    class Kind(models.TextChoices):
        AGREEMENT_TEXT = "agreement_text", _("Agreement text (MoU/MSP)")
        INTENT = "intent", _("Letter of Intent")
        PLAN = "plan", _("Cooperation plan")
        COUNCIL = "council", _("Council letter or decision")
        MINISTER = "minister", _("Ministerial consideration")
        CONFIRMATION = "confirmation", _("Letter of confirmation")
        FULL_POWERS = "full_powers", _("Full powers")
        MINUTES = "minutes", _("Minutes")
        LETTER = "letter", _("Letter")
        HANDOVER = "handover", _("Handover record (BAST)")
        REPORT = "report", _("Report")
        PHOTO = "photo", _("Photograph")
        OTHER = "other", _("Other")

    class Language(models.TextChoices):
        INDONESIAN = "id", _("Indonesian")
        ENGLISH = "en", _("English")
        BOTH = "id-en", _("Indonesian and English")
        OTHER = "other", _("Other")

    agreement = models.ForeignKey(
        "agreements.Agreement", verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="documents"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    proves = models.CharField(_("what it proves"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=6, choices=Language.choices, default=Language.INDONESIAN)
    number = models.CharField(_("document number"), max_length=120, blank=True)
    dated = KnownDateField(_("dated"), blank=True)
    file = models.FileField(_("file"), upload_to=generated_name, storage=private_storage, max_length=120)
    original_name = models.CharField(_("name of the uploaded file"), max_length=255, editable=False)
    media_type = models.CharField(_("type"), max_length=100, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    original_kept_at = models.CharField(_("where the original is kept"), max_length=200, blank=True)
    supersedes = models.ForeignKey(
        "self",
        verbose_name=_("supersedes"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="superseded_by",
    )

    objects = DocumentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["agreement", "-dated_latest", "pk"]
        constraints = [exemption_constraint("document")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("agreements:document", args=[self.pk, self.sha256[:12]])

    @property
    def effective_class(self):
        """The stricter of the agreement's class and its own."""
        return stricter(self.publication_class, self.agreement.publication_class)
