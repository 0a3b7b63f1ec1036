"""The history page of the admin: every change of a row and of its inline rows, from old to new, in words."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms.models import _get_foreign_key
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .history import entries_of, has_history


class HistoryMixin(admin.ModelAdmin):
    """The first base of an admin over a model with a history.

    Users who may view the row may view its history; changes of inline rows are shown to those who may view the inline.
    """

    history_template = "admin/history.html"
    history_per_page = 30
    history_labels: dict = {}  # field name -> function that returns the words for a stored value, such as a code

    def history_parts(self, request, obj) -> list[tuple[type, str]]:
        """Return (model, name of the foreign key to `obj`) of the rows whose changes are shown on the same page."""
        parts = []
        for inline in self.get_inline_instances(request, obj):
            link = _get_foreign_key(type(obj), inline.model, fk_name=inline.fk_name)
            if link and has_history(inline.model) and inline.has_view_permission(request, obj):
                parts.append((inline.model, link.name))
        return parts

    def history_entries(self, request, obj) -> list:
        """Return all entries of the page, the newest first."""
        entries = entries_of(type(obj), spelled_out=self.history_labels, **{obj._meta.pk.attname: obj.pk})
        for model, link in self.history_parts(request, obj):
            entries += entries_of(model, parent=link, **{f"{link}_id": obj.pk})
        return sorted(entries, key=lambda entry: entry.at, reverse=True)

    def history_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        pages = Paginator(self.history_entries(request, obj), self.history_per_page)
        page = pages.get_page(request.GET.get(PAGE_VAR))
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(name)s") % {"name": obj},
            "module_name": capfirst(str(self.opts.verbose_name_plural)),
            "object": obj,
            "opts": self.opts,
            "page": page,
            "page_var": PAGE_VAR,
            "page_range": pages.get_elided_page_range(page.number),
            "preserved_filters": self.get_preserved_filters(request),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.history_template, context)
