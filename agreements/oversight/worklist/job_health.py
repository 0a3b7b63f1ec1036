"""State of the nightly jobs: if they did not run, an empty list means nothing."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from agreements.models import JobRun


@dataclass(frozen=True)
class Health:
    """The last run of a job; `is_fine` only if it began today (Asia/Jakarta), finished, and had no error."""

    job: JobRun.Job
    last: JobRun | None
    is_fine: bool


def health_of(job: JobRun.Job, today: date) -> Health:
    """Return the state of one job on a day."""
    last = JobRun.objects.filter(job=job).order_by("-started_at").first()
    if last is None:
        return Health(job, None, False)
    return Health(job, last, last.is_ok and last.finished_at is not None and localdate(last.started_at) == today)


def job_health(today: date) -> list[Health]:
    """Return the state of every nightly job."""
    return [health_of(job, today) for job in JobRun.Job]
