"""Days that the calendar of working days does not know."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class DayOff(models.Model):
    """A day that the calendar of working days has wrong: off in Jambi, or worked although it has a holiday.

    National holidays and joint leave that were decreed come with the calendar; here stand those it does not
    have yet, local days off, and holidays that were moved or revoked. A row is changed, never removed: days
    that were counted with it can then be explained.
    """

    class Kind(models.TextChoices):
        OFF = "off", _("Day off")
        WORKING = "working", _("Worked, though the calendar has a holiday")

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.OFF)
    source = models.CharField(
        _("source"), max_length=300, help_text=_("The decree or letter that sets the day, with number and date.")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("extra day off")
        verbose_name_plural = _("extra days off")
        ordering = ["-day"]
        permissions = [
            ("export_dayoff", _("Can export extra days off")),
            ("import_dayoff", _("Can import extra days off")),
        ]

    def __str__(self):
        return f"{self.day.isoformat()} {self.name}"
