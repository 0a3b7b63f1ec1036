"""Staff pages of numbers of beneficiaries: a page of their own, and lines on the page of the promised result."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.models import BeneficiaryCount
from agreements.record.beneficiaries import count_label
from agreements.record.staff.checking_page import CheckedAdminMixin
from agreements.record.staff.date_column import date_column
from agreements.record.staff.part_admin import LinksOfOneAgreement, PartAdmin, PartForm
from jambi_coop.lib.numbers.fields import WholeNumberFormField
from jambi_coop.lib.versions.versioned_admin import VersionedInlineMixin
from jambi_coop.lib.versions.versioned_forms import VersionedModelForm

NUMBER = {"label": pgettext_lazy("how many", "Number"), "help_text": _("As the source gives it, such as 360 or 1.200.")}
COUNTED = ["kind", "number", "unit", "group", "group_en", "is_separate", "as_of", "source", "is_public"]


class BeneficiaryForm(PartForm):
    """Form of a number of beneficiaries on its own page."""

    number = WholeNumberFormField(**NUMBER)


class BeneficiaryLineForm(VersionedModelForm):
    """Form of a number of beneficiaries among the lines of its promised result."""

    number = WholeNumberFormField(**NUMBER)


class BeneficiaryInline(VersionedInlineMixin, LinksOfOneAgreement, admin.StackedInline):
    """Numbers of beneficiaries on the page of the promised result."""

    model = BeneficiaryCount
    form = BeneficiaryLineForm
    extra = 0
    show_change_link = True
    autocomplete_fields = ["source"]
    readonly_fields = ["checked_on"]
    fields = [*COUNTED, "checked_on"]


@admin.register(BeneficiaryCount)
class BeneficiaryCountAdmin(CheckedAdminMixin, PartAdmin):
    """Numbers of beneficiaries of an agreement or of one of its results, and the check against the source."""

    form = BeneficiaryForm
    list_display = ["number_label", "group", "kind", "as_of_label", "source", "checked_on", "is_public", "agreement"]
    list_filter = ["kind", "unit", ("checked_on", admin.EmptyFieldListFilter), "is_public"]
    list_select_related = ["agreement", "source"]
    search_fields = ["group", "agreement__title", "agreement__register_number"]
    autocomplete_fields = ["agreement", "source"]
    readonly_fields = ["checked_by", "checked_on"]
    fieldsets = [
        (_("Whom it serves"), {"fields": ["agreement", "indicator", *COUNTED]}),
        (_("Check"), {"fields": ["checked_by", "checked_on"]}),
    ]

    @admin.display(description=pgettext_lazy("how many", "number"), ordering="number")
    def number_label(self, row):
        return count_label(row.number, row.unit)

    as_of_label = date_column("as_of", _("as of"))
