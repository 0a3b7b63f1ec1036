"""Admin of the city's offices, their heads and liaison officers: editors propose an office, managers confirm it."""

from django.contrib import admin
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Office
from agreements.record.offices import confirm_new, confirm_office, may_confirm
from agreements.record.staff.action_form import ActionForm
from agreements.record.staff.action_page import act_on_each, action_page, refuse_unless, row_url, tell
from agreements.record.staff.reference_admin import ReferenceAdmin, is_autocomplete
from agreements.record.staff.reference_files.admin import ReferenceFilesMixin
from agreements.record.staff.reference_files.resources import OfficeResource
from agreements.reminders.office_calendar_page import calendar_page

PEOPLE = ("head", "liaisons")
PROPOSING = gettext_lazy("You propose this office: it can be chosen in records at once, and a manager confirms it.")
NOBODY_YET = gettext_lazy("A head and liaison officers can be named once the office is confirmed.")


class ConfirmForm(ActionForm):
    """Form that asks for nothing: sending it confirms the office as it stands."""

    def act(self, by) -> Office:
        confirm_office(self.row, by=by, on=self.today)
        return self.row


@admin.register(Office)
class OfficeAdmin(ReferenceFilesMixin, ReferenceAdmin):
    """Offices are made inactive rather than deleted: old agreements still refer to them."""

    resource_classes = [OfficeResource]
    change_form_template = "agreements/admin/office_form.html"
    list_display = ["name", "state", "short_name", "parent", "is_active", "code"]
    list_filter = ["is_active", ("confirmed_on", admin.EmptyFieldListFilter)]
    list_select_related = ["parent"]
    search_fields = ["name", "short_name", "code"]
    search_help_text = gettext_lazy("Name, short name or code")
    autocomplete_fields = ["parent", "source", *PEOPLE]
    prepopulated_fields = {"code": ["short_name"]}
    readonly_fields = ["confirmed_on"]
    fixed_once_saved = ("code",)
    found_through = ("led_agreements",)
    fieldsets = [
        (gettext_lazy("Identity"), {"fields": ["name", "name_en", "short_name", "code", "parent", "source"]}),
        (
            gettext_lazy("Working with it"),
            {
                "fields": ["is_active", "confirmed_on", *PEOPLE],
                "description": gettext_lazy(
                    "An office that was closed or merged is made inactive. It is never deleted."
                ),
            },
        ),
    ]
    actions = ["confirm_selected"]

    def get_urls(self):
        pages = {"calendar": calendar_page, "confirm": confirm_page}
        return [*(row_url(self, name, page) for name, page in pages.items()), *super().get_urls()]

    def get_search_results(self, request, queryset, search_term):
        queryset, distinct = super().get_search_results(request, queryset, search_term)
        return (queryset.filter(is_active=True) if is_autocomplete(request) else queryset), distinct

    # --- the form: nobody speaks for a proposed office --------------------------------------------

    def get_fieldsets(self, request, obj=None):
        identity, working = super().get_fieldsets(request, obj)
        if obj is None and not may_confirm(request.user):
            return [(gettext_lazy("Proposed office"), {**identity[1], "description": PROPOSING})]
        if obj is None:
            working[1]["fields"].remove("confirmed_on")
        elif not obj.is_confirmed:
            fields = [name for name in working[1]["fields"] if name not in PEOPLE]
            working = (working[0], {"fields": fields, "description": NOBODY_YET})
        return [identity, working]

    def get_prepopulated_fields(self, request, obj=None):
        found = super().get_prepopulated_fields(request, obj)
        # Who proposes an office often knows no short name of it.
        return found if obj or may_confirm(request.user) else {"code": ["name"]}

    def save_model(self, request, obj, form, change):
        if not change:
            confirm_new(obj, by=request.user, on=localdate())
        super().save_model(request, obj, form, change)

    # --- confirming --------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("state"), ordering="confirmed_on")
    def state(self, office):
        return _("confirmed") if office.is_confirmed else _("proposed – not yet confirmed")

    @admin.action(description=gettext_lazy("Confirm the selected offices"), permissions=["change"])
    def confirm_selected(self, request, queryset):
        act_on_each(
            request,
            queryset.order_by("pk"),
            lambda office: confirm_office(office, by=request.user, on=localdate()),
            _("Confirmed: %(row)s."),
        )


def confirm_page(model_admin, request, row: Office):
    """Confirm a proposed office; for those who may change offices."""
    refuse_unless(may_confirm(request.user))
    form = ConfirmForm(request.POST or None, row=row)
    intro = _("Confirm that the city has the office “%(office)s”. Correct the name first where it differs.") % {
        "office": row.name
    }
    if row.source is not None:
        intro += " " + _("It is named by: %(source)s.") % {"source": row.source}
    return action_page(
        model_admin,
        request,
        form,
        _("Confirm the office"),
        done=lambda office: tell(request, _("Confirmed: %(row)s.") % {"row": office.name}, office),
        intro=intro,
    )
