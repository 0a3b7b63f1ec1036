"""The log of the nightly jobs: a run is written down when it begins, so that one that was cut off shows."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from agreements.models import JobRun

SUMMARY_LENGTH = 300


@contextmanager
def recorded(job: str) -> Iterator[JobRun]:
    """A run of a job; the block sets `is_ok` and `summary`. What it raises is noted by its kind and goes on."""
    run = JobRun.objects.create(job=job, started_at=timezone.now())
    try:
        yield run
    except Exception as error:
        run.is_ok, run.summary = False, type(error).__name__
        raise
    finally:
        run.finished_at, run.summary = timezone.now(), run.summary[:SUMMARY_LENGTH]
        run.save()
