"""Models that exist in tests only, to try the library on."""

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from jambi_coop.lib.dates.fields import KnownDateField, known_date_constraints
from jambi_coop.lib.versions.versioning import Versioned


class Event(Versioned):
    """A row with two dates, links, and children."""

    title = models.CharField(max_length=50)
    starts_on = KnownDateField()
    ends_on = KnownDateField(blank=True)
    editors = models.ManyToManyField(Group, blank=True)

    history = HistoricalRecords(m2m_fields=[editors])

    class Meta:
        ordering = ["starts_on_earliest"]
        constraints = [
            *known_date_constraints("starts_on"),
            models.CheckConstraint(
                name="event_ends_after_start",
                condition=Q(ends_on_latest__isnull=True)
                | Q(starts_on_earliest__isnull=True)
                | Q(ends_on_latest__gte=F("starts_on_earliest")),
                violation_error_message="Ends too early.",
            ),
        ]

    def __str__(self):
        return self.title


class Note(Versioned):
    """A child of an event, edited inline."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="notes")
    text = models.CharField(max_length=50)

    history = HistoricalRecords()

    def __str__(self):
        return self.text
