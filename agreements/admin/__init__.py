"""The clerk's desk: Django's own admin, one module for each noun."""

from . import accounts, legal, office, source

__all__ = ["accounts", "legal", "office", "source"]
