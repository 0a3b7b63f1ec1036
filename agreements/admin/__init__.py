"""The clerk's desk: Django's own admin, one module for each noun."""

from agreements.record.staff import (
    day_off_admin,
    document_admin,
    money_admin,
    partner_admin,
    regulation_admin,
    source_admin,
    statement_admin,
)

from . import (
    accounts,
    agreement,
    assessment,
    follow_up,
    follow_up_report,
    message,
    office,
    result,
    review,
    step,
)
