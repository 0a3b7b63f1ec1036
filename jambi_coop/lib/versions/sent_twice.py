"""Record a new row once where its form is sent twice: by a double click, or by two people at the same moment."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.contrib import messages
from django.db import IntegrityError, models
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

WITHIN = timedelta(minutes=1)
Done = TypeVar("Done")


class SentTwice(Exception):
    """Raised where the same new row was sent twice; `first` is the one that is kept."""

    def __init__(self, first: models.Model):
        super().__init__(f"{first._meta.label} {first.pk} has just been recorded")
        self.first = first


def refuse_sent_twice(row: models.Model, *, by, counted: tuple[str, ...] = ()) -> None:
    """Raise SentTwice where the same person has recorded a row with the same values within the last minute.

    Unique fields, files, `auto_now` fields and those named in `counted` are not compared. Call it right after `row` was
    saved, under a lock for which a second request has to wait.
    """
    fields = [
        field
        for field in row._meta.concrete_fields
        if not (field.unique or isinstance(field, models.FileField) or field.name in counted)
        and not (getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))
    ]
    same = {field.attname: getattr(row, field.attname) for field in fields}
    model = type(row)
    recorded = model.history.filter(  # type: ignore[attr-defined] # every row of a form has its history
        history_type="+", history_user=by, history_date__gte=timezone.now() - WITHIN
    )
    first = model._base_manager.filter(pk__in=recorded.values("id"), **same).exclude(pk=row.pk).order_by("pk").first()
    if first is not None:
        raise SentTwice(first)


def once_more(work: Callable[[], Done]) -> Done:
    """Call `work`, and once more after an IntegrityError: where the database refused a row because somebody else has
    just written it, the checks of `work` now find that row and name it. Each call needs a transaction of its own."""
    try:
        return work()
    except IntegrityError:
        return work()


class SentTwiceMixin:
    """Mixin for the admin of rows that are added by a form, the first among the bases: a repeated request is led to the
    row of the first one."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        return once_more(
            lambda: super(SentTwiceMixin, self).changeform_view(request, object_id, form_url, extra_context)
        )

    def add_view(self, request, form_url="", extra_context=None):
        try:
            return super().add_view(request, form_url, extra_context)
        except SentTwice as twice:
            messages.warning(request, _("This was sent twice. It has been recorded once, here."))
            opts = twice.first._meta
            return HttpResponseRedirect(
                reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[twice.first.pk])
            )
