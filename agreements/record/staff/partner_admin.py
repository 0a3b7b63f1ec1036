"""The part of the staff page of partners that concerns agreements: merging, trash, publication class, search texts."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.record.digest import refresh_digests_of
from agreements.record.partner_merge import merge_partners
from jambi_coop.lib.web.admin_links import are_keys, find_by_typing
from partners.admin import PartnerAdmin
from partners.models import Partner

from .action_form import ActionForm
from .action_page import action_page, refuse_unless, row_url, tell
from .publication_page import publication_page
from .trash_page import TrashAdminMixin, TrashFilter

MERGE = "partners.merge_partner"


class MergeForm(ActionForm):
    """Form that asks which of two partner records stays."""

    keep = forms.ModelChoiceField(
        label=gettext_lazy("Partner that stays"),
        queryset=Partner.objects.none(),
        help_text=gettext_lazy("It receives the agreements, the contact persons and the old addresses."),
    )

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        others = Partner.objects.alive().filter(merged_into__isnull=True).exclude(pk=row.pk)
        self.fields["keep"].queryset = others
        find_by_typing(self.fields["keep"], Partner._meta.get_field("parent"))

    def act(self, by) -> Partner:
        keep = self.cleaned_data["keep"]
        merge_partners(keep=keep, gone=self.row, by=by, now=timezone.now())
        return keep


admin.site.unregister(Partner)


@admin.register(Partner)
class AgreementPartnerAdmin(TrashAdminMixin, PartnerAdmin):
    """The admin of the room `partners`, extended by the actions that affect agreements."""

    list_filter = [*PartnerAdmin.list_filter, TrashFilter]
    actions = [*TrashAdminMixin.actions, "merge_selected"]

    def get_urls(self):
        pages = {"publication": publication_page, "merge": merge_page}
        return [*(row_url(self, name, page) for name, page in pages.items()), *super().get_urls()]

    def has_merge_permission(self, request):
        return request.user.has_perm(MERGE)

    # --- search texts ------------------------------------------------------------------------------

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and form.changed_data:
            refresh_digests_of(obj)

    # --- merging -----------------------------------------------------------------------------------

    @admin.action(description=gettext_lazy("Merge the two selected partners"), permissions=["merge"])
    def merge_selected(self, request, queryset):
        chosen = list(queryset.order_by("pk")[:3])
        if len(chosen) != 2:
            messages.warning(request, _("Select exactly two partners to merge."))
            return None
        older, newer = chosen
        address = reverse("admin:partners_partner_merge", args=[newer.pk])
        return HttpResponseRedirect(f"{address}?keep={older.pk}")


def merge_page(model_admin, request, row: Partner):
    """Ask for another partner and make this one a former name of it; needs the right `merge_partner`."""
    refuse_unless(model_admin.has_merge_permission(request))
    asked = request.GET.get("keep", "")
    initial = {"keep": asked} if asked and are_keys(Partner, asked) else {}
    form = MergeForm(request.POST or None, row=row, initial=initial)
    text = _("“%(gone)s” is now a former name of “%(keep)s”.")
    return action_page(
        model_admin,
        request,
        form,
        _("Merge with another partner"),
        done=lambda keep: tell(request, text % {"gone": row, "keep": keep}, keep),
        template="agreements/record/staff/partner_merge.html",
        media=model_admin.media + form.media,
        agreement_count=row.parties.count(),
        contact_count=row.contacts.count(),
    )
