"""The clerk's desk: Django's own admin, one module for each noun."""

from . import (
    accounts,
    agreement,
    document,
    follow_up,
    legal,
    money,
    office,
    partners,
    result,
    source,
    statement,
    step,
)

__all__ = [
    "accounts",
    "agreement",
    "document",
    "follow_up",
    "legal",
    "money",
    "office",
    "partners",
    "result",
    "source",
    "statement",
    "step",
]
