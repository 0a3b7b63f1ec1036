"""The agreement's form in parts: each shows, validates and saves only its own fields and rows."""

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
"""Value of the parameter for the whole form on one page."""
NEXT = "_next"
"""Name of the button that saves and opens the next part."""


def asked_part(request) -> str:
    """Return the part of the form named in the address, or ALL; "" for the page of parts.

    A pop-up in which a related agreement is edited shows the whole form, since it has no room for the page of parts.
    """
    asked = request.GET.get(PART, "")
    if asked in (*FORM_PARTS, ALL):
        return asked
    return ALL if IS_POPUP_VAR in request.GET else ""


def css_class(part: str) -> str:
    """Return the CSS class by which a fieldset is assigned to a part of the form."""
    return f"part-{part}"


class FormPartsMixin:
    """Adds the page of parts and the parts of the form to the admin of agreements; each inline has a `part`."""

    def shown_part(self, request, obj) -> Part | None:
        """Return the only part on the page; None for the whole form."""
        match = request.resolver_match
        if obj is None or match is None or match.url_name != "agreements_agreement_change":
            return None
        part = asked_part(request)
        return Part(part) if part in FORM_PARTS else None

    def fieldsets_of_part(self, fieldsets, part: Part | None):
        """Return the fieldsets of the part, with the hidden version field that is in the first fieldset of all."""
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
            # Without a part in the address, a field that was not sent cannot be distinguished from an empty one.
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
        """Return the address of a part of the form, or of the page of parts; the filters of the list are kept in it."""
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
