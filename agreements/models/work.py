"""Rows of the staff's work beside the records: postponed entries, runs of the nightly jobs, calendar links."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Snooze(models.Model):
    """An entry of the work list that one person has put off until a day; others still see it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="snoozes")
    entry = models.CharField(_("entry"), max_length=60)
    until = models.DateField(_("until"))
    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.CASCADE, related_name="snoozes")
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("postponed entry")
        verbose_name_plural = _("postponed entries")
        ordering = ["until", "pk"]
        constraints = [models.UniqueConstraint("user", "entry", name="snooze_once_per_entry")]

    def __str__(self):
        return f"{self.entry} → {self.until:%Y-%m-%d}"


class JobRun(models.Model):
    """One run of a nightly job. A run without an end was cut off."""

    class Job(models.TextChoices):
        REMINDERS = "send_reminders", _("Reminders")
        CHECK = "check_register", _("Check of the register")

    job = models.CharField(_("job"), max_length=20, choices=Job.choices)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    is_ok = models.BooleanField(_("without a fault"), default=False)
    summary = models.CharField(_("summary"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("run of a job")
        verbose_name_plural = _("runs of jobs")
        ordering = ["-started_at"]
        indexes = [models.Index("job", "started_at", name="job_run_by_day")]

    def __str__(self):
        return f"{self.get_job_display()} {self.started_at:%Y-%m-%d %H:%M}"


def new_token():
    """A part of an address that cannot be guessed."""
    return secrets.token_urlsafe(24)


class CalendarLink(models.Model):
    """The private calendar address of one office: whoever has it reads the due dates of that office."""

    office = models.OneToOneField(
        "agreements.Office", primary_key=True, on_delete=models.CASCADE, related_name="calendar_link"
    )
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    created_on = models.DateField(_("made on"))

    class Meta:
        verbose_name = _("calendar link")
        verbose_name_plural = _("calendar links")

    def __str__(self):
        return str(self.office)
