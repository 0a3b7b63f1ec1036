"""The log of the nightly jobs. A run is recorded when it begins, so that an interrupted one is visible."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from agreements.models import JobRun

SUMMARY_LENGTH = 300


@contextmanager
def recorded(job: str) -> Iterator[JobRun]:
    """Record one run of a job; the block sets `is_ok` and `summary`.

    An exception is noted by its class and raised again.
    """
    run = JobRun.objects.create(job=job, started_at=timezone.now())
    try:
        yield run
    except Exception as error:
        run.is_ok, run.summary = False, type(error).__name__
        raise
    finally:
        run.finished_at, run.summary = timezone.now(), run.summary[:SUMMARY_LENGTH]
        run.save()
