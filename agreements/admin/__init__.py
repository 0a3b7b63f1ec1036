"""The clerk's desk: Django's own admin, one module for each noun."""

from . import (  # noqa: F401 - each registers itself
    accounts,
    agreement,
    assessment,
    day_off,
    document,
    follow_up,
    follow_up_report,
    legal,
    message,
    money,
    office,
    partners,
    result,
    review,
    source,
    statement,
    step,
)
