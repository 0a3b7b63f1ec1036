"""Admin of the instruments of an agreement, with the page that records a signing; the signatures come from the acts."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Instrument, Signature
from agreements.record.staff.action_page import action_page, refuse_unless, row_url, tell
from agreements.record.staff.date_column import date_column
from agreements.record.staff.list_filters import ChoiceFilter
from agreements.record.staff.part_admin import PartAdmin, PartForm
from agreements.record.staff.trash_page import TrashAdminMixin, TrashFilter
from jambi_coop.lib.versions.versioned_admin import VersionedInlineMixin

from .signing_form import SignForm


class SignatureInline(VersionedInlineMixin, admin.StackedInline):
    """Who signed, where and under which number; the day was recorded with the signing and is not typed here."""

    model = Signature
    extra = 0
    can_delete = False
    fields = ["side", "party", "body", ("name", "position"), "signed_on_label", ("place", "number")]
    readonly_fields = ["side", "party", "body", "signed_on_label"]

    def has_add_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("signed on"))
    def signed_on_label(self, row):
        return str(row.signed_on)


@admin.register(Instrument)
class InstrumentAdmin(TrashAdminMixin, PartAdmin):
    """Papers of the agreements: kind, validity, what they change, how they ended."""

    form = PartForm
    inlines = [SignatureInline]
    change_form_template = "agreements/stages/instrument_form.html"
    list_display = ["__str__", "kind", "signed_label", "validity", "agreement"]
    list_filter = [("kind", ChoiceFilter), ("validity", ChoiceFilter), TrashFilter]
    list_select_related = ["agreement"]
    search_fields = ["title", "signatures__number", "agreement__title", "agreement__register_number"]
    autocomplete_fields = ["agreement", "source"]
    readonly_fields = ["signed_label"]
    fieldsets = [
        (
            gettext_lazy("Paper"),
            {"fields": ["agreement", "kind", "title", "language", "signed_label", "changes", "document", "source"]},
        ),
        (
            gettext_lazy("Validity"),
            {
                "fields": [
                    *("validity", ("starts_on", "ends_on"), "duration", "option"),
                    ("review_on", "notice_months"),
                ]
            },
        ),
        (
            gettext_lazy("Early end"),
            {"classes": ["collapse"], "fields": ["ending", ("ended_on", "ended_by"), "ended_reason"]},
        ),
        (gettext_lazy("Inside"), {"classes": ["collapse"], "fields": ["kept_at", "note"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        """The kind of a signed paper stays: its signing passed the gate as that kind."""
        fixed = ["kind"] if obj and obj.is_signed else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    signed_label = date_column("signed_on", gettext_lazy("signed on"))

    def get_urls(self):
        return [row_url(self, "sign", sign_page), *super().get_urls()]

    def has_delete_permission(self, request, obj=None):
        """A signed paper does not go to the trash: its signing is taken back first (`agreements.corrections`)."""
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or not obj.signatures.exists())


def sign_page(model_admin, request, instrument: Instrument):
    """Show the form of the signing, and record it on POST."""
    refuse_unless(model_admin.has_change_permission(request, instrument) and not instrument.agreement.in_trash)
    form = SignForm(request.POST or None, row=instrument)
    return action_page(
        model_admin,
        request,
        form,
        _("Record the signing"),
        done=lambda row: tell(request, _("The signing is recorded."), row),
        intro=_("Only what the paper or a source says; leave the rest empty."),
    )
