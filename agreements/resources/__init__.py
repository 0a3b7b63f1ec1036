"""Agreements as a table: one list of columns for downloads and for import-export."""

from .agreement import AgreementResource, agreement_table
from .columns import PUBLIC, STAFF

__all__ = ["PUBLIC", "STAFF", "AgreementResource", "agreement_table"]
