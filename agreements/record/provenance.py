"""Where a record comes from: compiled from published sources by the loader, or entered by people."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from agreements.models import LoadedRecord

COMPILED = Q(
    Exists(LoadedRecord.objects.filter(key__startswith="case/", object_id=OuterRef("pk"))),
    edited_by__isnull=True,
    is_example=False,
)
"""Agreements that were loaded from their sources and that no person has changed in the register."""
IS_COMPILED = ExpressionWrapper(COMPILED, BooleanField())
