"""The agreement's form in parts, behind a task list; a part shows, checks and saves its own fields and rows only."""

from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Agreement
from agreements.record.completeness import Part, PartState
from agreements.record.staff.action_page import change_url, list_url, page_context
from jambi_coop.lib.versions.versioned_forms import VERSION

from .completeness_page import FORM_PARTS, PartRow, next_url, part_rows
from .stage_panel import stage_panel

PART = "part"
ALL = "all"
"""Everything on one page."""
NEXT = "_next"
"""Name of the button that saves and goes on to the next part."""


def asked_part(request) -> str:
    """The part of the form that the address asks for, or ALL; empty for the task list.

    A pop-up, in which another form lets change a related agreement, has no place for the list.
    """
    asked = request.GET.get(PART, "")
    if asked in (*FORM_PARTS, ALL):
        return asked
    return ALL if IS_POPUP_VAR in request.GET else ""


def css_class(part: str) -> str:
    """By it a fieldset says to which part of the form it belongs."""
    return f"part-{part}"


class FormPartsMixin:
    """Adds the task list and the parts to the admin of agreements; inlines say their `part`."""

    def shown_part(self, request, obj) -> Part | None:
        """The only part on the page; None where the whole form is meant."""
        match = request.resolver_match
        if obj is None or match is None or match.url_name != "agreements_agreement_change":
            return None
        part = asked_part(request)
        return Part(part) if part in FORM_PARTS else None

    def fieldsets_of_part(self, fieldsets, part: Part | None):
        """Those of the part, with the version that the first of all carries."""
        if part is None:
            return fieldsets
        kept = [one for one in fieldsets if css_class(part) in one[1]["classes"]]
        if VERSION in flatten_fieldsets(fieldsets) and VERSION not in flatten_fieldsets(kept):
            kept[0][1]["fields"].append(VERSION)
        return kept

    def get_inlines(self, request, obj):
        part = self.shown_part(request, obj)
        return [inline for inline in super().get_inlines(request, obj) if part is None or inline.part == part]

    # --- pages -----------------------------------------------------------------------------------

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if asked_part(request):
            return super().change_view(request, object_id, form_url, extra_context)
        if request.method == "POST":
            # Which fields were meant is not known, so that a missing one cannot be told from an empty one.
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return self.parts_view(request, object_id)

    def parts_view(self, request, object_id):
        agreement = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, agreement):
            raise PermissionDenied
        if agreement is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        rows = self.part_rows(request, agreement)
        context = page_context(
            self,
            request,
            agreement,
            str(agreement),
            panel=stage_panel(agreement, request.user, timezone.localdate()),
            tasks=rows,
            done=sum(1 for row in rows if row.task.state == PartState.DONE),
            all_url=self.part_url(request, agreement, ALL),
            list_url=self.changelist_url(request),
            has_change_permission=self.has_change_permission(request, agreement),
            has_delete_permission=self.has_delete_permission(request, agreement),
            media=self.media,
        )
        return TemplateResponse(request, "agreements/admin/agreement_parts.html", context)

    def part_rows(self, request, agreement: Agreement) -> list[PartRow]:
        return part_rows(agreement, request.user, lambda part: self.part_url(request, agreement, part))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["show_save_and_continue"] = False
        if obj is not None:
            part = self.shown_part(request, obj)
            context |= {
                "title": part.label if part else _("Everything on one page"),
                "task_list_url": self.part_url(request, obj),
                "has_next_part": part is not None,
                "show_delete": False,
                "show_save_and_add_another": False,
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    # --- where saving leads ----------------------------------------------------------------------

    def part_url(self, request, obj: Agreement, part: str = "") -> str:
        """Address of a part of the form, or of the task list; the filters of the list stay in it."""
        url = change_url(obj) + (f"?{PART}={part}" if part else "")
        return self._with_filters(request, url)

    def changelist_url(self, request) -> str:
        return self._with_filters(request, list_url(self))

    def _with_filters(self, request, url: str) -> str:
        filters = self.get_preserved_filters(request)
        return add_preserved_filters({"preserved_filters": filters, "opts": self.opts}, url)

    def response_post_save_change(self, request, obj):
        further = next_url(self.part_rows(request, obj), asked_part(request)) if NEXT in request.POST else ""
        return HttpResponseRedirect(further or self.part_url(request, obj))

    def response_post_save_add(self, request, obj):
        return HttpResponseRedirect(self.part_url(request, obj))
