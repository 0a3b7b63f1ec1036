"""The clerk's desk: Django's own admin, one module for each noun."""

from . import legal, office, source

__all__ = ["legal", "office", "source"]
