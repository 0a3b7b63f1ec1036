"""What the office's own paper says: letterhead, paper, place, and who signs reports and letters."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from jambi_coop.lib.files.private_files import generated_name, private_storage
from jambi_coop.lib.versions.versioning import Versioned

THE_ONLY_KEY = 1
MOST_LINES = 8


def default_place() -> str:
    """Return the place where this register's papers are signed, as the installation names it."""
    return settings.LETTER_PLACE


def refuse_many_lines(text: str) -> None:
    """Raise ValidationError where a letterhead would fill the page."""
    if len(text.splitlines()) > MOST_LINES:
        raise ValidationError(_("A letterhead has at most %(most)d lines."), params={"most": MOST_LINES})


class Letterhead(Versioned):
    """The head of the office's papers, the paper they are printed on, and the names in their signature blocks.

    There is one row, and none before somebody fills it in (`agreements.record.letterhead.letterhead`). What is empty
    stays a blank line in a document, to be written by hand. Nothing is drawn: no signature and no stamp.
    """

    class Paper(models.TextChoices):
        A4 = "a4", _("A4 (210 × 297 mm)")
        F4 = "f4", _("F4 (215 × 330 mm)")

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONLY_KEY, editable=False)
    lines = models.TextField(
        _("lines of the letterhead"),
        max_length=600,
        blank=True,
        validators=[refuse_many_lines],
        help_text=_("Government, secretariat, unit and address, each on a line of its own, as on the office's paper."),
    )
    logo = models.FileField(
        _("logo"),
        upload_to=generated_name,
        storage=private_storage,
        max_length=120,
        blank=True,
        help_text=_("A picture (PNG or JPG) that stands left of the lines."),
    )
    place = models.CharField(_("place of signature"), max_length=60, blank=True, default=default_place)
    paper = models.CharField(_("paper"), max_length=2, choices=Paper.choices, default=Paper.A4)
    post = models.CharField(
        _("post of who signs reports"), max_length=120, blank=True, help_text=_("Such as Kepala Bagian Kerja Sama.")
    )
    name = models.CharField(_("name of who signs reports"), max_length=120, blank=True)
    rank = models.CharField(_("rank and grade"), max_length=80, blank=True)
    employee_number = models.CharField(_("employee number (NIP)"), max_length=30, blank=True)
    mayor_post = models.CharField(_("post of who signs letters"), max_length=120, blank=True, default="Wali Kota Jambi")
    mayor_name = models.CharField(_("name of who signs letters"), max_length=120, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("letterhead and signatures")
        verbose_name_plural = _("letterhead and signatures")
        constraints = [models.CheckConstraint(name="letterhead_is_one_row", condition=Q(id=THE_ONLY_KEY))]

    def __str__(self):
        return str(self._meta.verbose_name)

    @property
    def text_lines(self) -> list[str]:
        """The lines that say something, without space around them."""
        return [line.strip() for line in self.lines.splitlines() if line.strip()]
