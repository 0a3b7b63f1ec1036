"""A new row that is sent twice, by a double click or by two people in the same moment, is recorded once."""

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
    """The same new row came twice; `first` is the one that stays."""

    def __init__(self, first: models.Model):
        super().__init__(f"{first._meta.label} {first.pk} has just been recorded")
        self.first = first


def refuse_sent_twice(row: models.Model, *, by, counted: tuple[str, ...] = ()) -> None:
    """Raise SentTwice when the same person has just recorded a row with the same values, but for those that the
    register counts itself. Call it right after `row` was saved, under a lock that its twin has to wait for."""
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
    """Do `work`; where the database refuses a row that somebody else has just written, do it again: now its own
    checks see that row and name it. Each time is a transaction of its own."""
    try:
        return work()
    except IntegrityError:
        return work()


class SentTwiceMixin:
    """For the admin of rows that are added by a form; put it first among the bases."""

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
