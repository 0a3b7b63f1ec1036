"""A spreadsheet that was taken into the register: the file, what was shown of it, what it wrote, and its undoing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from jambi_coop.lib.files.private_files import generated_name, private_storage
from jambi_coop.lib.versions.versioning import Versioned


class ImportBatch(Versioned):
    """One file that was uploaded for import; it belongs to its uploader until it is imported, and is kept for ever.

    `matching` says which column of the file means which column of the register, `answers` what the user decided about
    rows. `fingerprint` stands for everything that the preview showed: an import that would do something else is
    refused.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("import", "Not imported yet")
        DONE = "done", pgettext_lazy("import", "Imported")
        UNDONE = "undone", pgettext_lazy("import", "Undone")

    class Kind(models.TextChoices):
        """What the file is: tables of the register, or the workbook that an office filled in for the yearly review.
        What an office fills in is submitted, and counts once somebody else has decided on it."""

        REGISTER = "register", pgettext_lazy("import", "Tables of the register")
        OFFICE = "office", pgettext_lazy("import", "Office workbook")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.REGISTER, editable=False)
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.OPEN)
    file = models.FileField(_("file"), upload_to=generated_name, storage=private_storage, max_length=120)
    file_name = models.CharField(_("name of the uploaded file"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    source = models.ForeignKey(
        "agreements.Source",
        verbose_name=_("source"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Where the facts of new rows were read, for rows that name no source of their own."),
    )
    office = models.ForeignKey(
        "agreements.Office", verbose_name=_("office"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    matching = models.JSONField(_("columns"), default=dict, blank=True)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    empties_cells = models.BooleanField(
        _("an empty cell empties the field"),
        default=False,
        help_text=_("Otherwise an empty cell leaves what is recorded."),
    )
    skips_rejected = models.BooleanField(_("skip the rejected rows"), default=False)
    counts = models.JSONField(_("numbers of rows"), default=dict, blank=True)
    fingerprint = models.CharField(_("fingerprint of the preview"), max_length=64, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("uploaded by"), on_delete=models.PROTECT, related_name="imports"
    )
    applied_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("undone by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    undone_reason = models.CharField(_("reason of undoing"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = pgettext_lazy("spreadsheet", "import")
        verbose_name_plural = pgettext_lazy("spreadsheet", "imports")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.file_name} (#{self.pk})"


class ImportRow(models.Model):
    """One row of a file as the preview showed it, and what came of it.

    `cells` are (heading, before, after, text of the cell where a rule read it). `faults` are (heading, text of the
    cell, reason with remedy). `notes` are sentences on how cells were understood or why they are not taken over.
    `candidates` are the keys of rows of the register of which the user says whether it is one of them. `written` has
    every row of the register that this line wrote: its model, its key, its version afterwards, and the former values of
    a row that was there.
    """

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("import", "New")
        CHANGED = "changed", pgettext_lazy("import", "Changed")
        SAME = "same", pgettext_lazy("import", "Unchanged")
        REJECTED = "rejected", pgettext_lazy("import", "Rejected")

    batch = models.ForeignKey(
        ImportBatch, verbose_name=_("import"), on_delete=models.CASCADE, related_name="import_rows"
    )
    table = models.CharField(_("table"), max_length=20)
    sheet = models.CharField(_("sheet"), max_length=31)
    number = models.PositiveIntegerField(_("row number"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices)
    label = models.CharField(_("name"), max_length=300)
    cells = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    candidates = models.JSONField(default=list)
    written = models.JSONField(default=list)
    outcome = models.CharField(_("outcome of undoing"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["pk"]
        indexes = [models.Index("batch", "state", "id", name="import_row_by_state")]

    def __str__(self):
        return f"{self.sheet} {self.number}: {self.label}"
