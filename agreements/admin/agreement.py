"""Admin of agreements: list, page of parts, form, and the pages of one agreement."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch
from django.http import HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.corrections.page import correct_page
from agreements.exchange.agreement_files import export_changelist
from agreements.follow_up.plan_pages import first_follow_up_url, plan_urls, wants_first_follow_up
from agreements.models import Agreement, Citation, Instrument, Letter, Party, Signature, Step, Waiver
from agreements.record.completeness import Part
from agreements.record.digest import refresh_digest
from agreements.record.permissions import sees_everything
from agreements.record.registration import register
from agreements.record.search import matching
from agreements.record.staff.action_page import row_url
from agreements.record.staff.checking_page import CheckedAdminMixin
from agreements.record.staff.list_filters import ChoiceFilter
from agreements.record.staff.part_admin import LinksOfOneAgreement, visible_agreements
from agreements.record.staff.reference_admin import is_autocomplete
from agreements.record.staff.trash_page import TrashAdminMixin, TrashFilter
from agreements.record.trash import move_to_trash
from agreements.stages.pages import verb_page
from agreements.stages.publication_page import agreement_publication_page
from agreements.stages.take_in_page import take_in_page
from jambi_coop.lib.tables.export_admin import ExportMixin
from jambi_coop.lib.versions.history import entries_of
from jambi_coop.lib.versions.history_admin import HistoryMixin
from jambi_coop.lib.versions.sent_twice import refuse_sent_twice
from jambi_coop.lib.versions.versioned_admin import VersionedAdmin, VersionedInlineMixin
from jambi_coop.lib.versions.versioned_forms import VersionedInlineFormSet
from jambi_coop.lib.versions.versioning import lock_version

from .columns import AgreementColumns
from .filters import (
    CheckedFilter,
    ComparisonFilter,
    ConditionFilter,
    OfficeFilter,
    StatusFilter,
    YearFilter,
)
from .form import AgreementForm, NewAgreementForm
from .inlines import FormPartsMixin, css_class


def section(part: Part, *fields: str, label="") -> tuple:
    """Return the fieldset of one part, with the name of the part or another label."""
    return label or part.label, {"classes": [css_class(part)], "fields": [*fields]}


class AgreementInline(VersionedInlineMixin, LinksOfOneAgreement, admin.StackedInline):
    """Base of rows inside the agreement's form; they follow the fields of their `part`."""

    extra = 0
    part: Part

    @property
    def css_class(self) -> str:
        return css_class(self.part)

    def agreement_at_hand(self, request, obj):
        return obj


class PartyFormSet(VersionedInlineFormSet):
    """The partners of a form, which says what is missing without any."""

    default_error_messages = {
        **VersionedInlineFormSet.default_error_messages,
        "too_few_forms": _("Name at least one partner."),
    }
    by: Any  # who sends the form

    def delete_existing(self, obj, commit=True):
        """Move a partner that was taken off to the trash."""
        move_to_trash(obj, by=self.by, now=timezone.now(), reason=gettext("Taken off in the form of the agreement."))


class PartyInline(AgreementInline):
    """Partners with their roles; at least one."""

    model = Party
    formset = PartyFormSet
    part = Part.ACTORS
    autocomplete_fields = ["partner"]
    min_num = 1
    fields = [("partner", "role")]

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, validate_min=True, **kwargs)
        formset.by = request.user
        return formset


class CitationInline(AgreementInline):
    """Articles that the agreement cites."""

    model = Citation
    part = Part.TEXT
    autocomplete_fields = ["legal_basis"]
    fields = ["legal_basis", "note"]


@admin.register(Agreement)
class AgreementAdmin(
    FormPartsMixin,
    LinksOfOneAgreement,
    AgreementColumns,
    ExportMixin,
    TrashAdminMixin,
    CheckedAdminMixin,
    HistoryMixin,
    VersionedAdmin,
):
    """Agreements that the user may see; stage, publication class and trash are changed by actions only."""

    form = AgreementForm
    change_form_template = "agreements/admin/agreement_form.html"
    change_list_template = "agreements/admin/agreement_list.html"
    inlines = [PartyInline, CitationInline]
    list_display_links = ["register_number", "title_label"]
    list_filter = [
        *(StatusFilter, ConditionFilter),
        *((name, ChoiceFilter) for name in ("kind", "track", "stage", "publication_class")),
        *(OfficeFilter, YearFilter),
        *(CheckedFilter, ComparisonFilter, TrashFilter),
    ]
    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    search_fields = ["title"]
    search_help_text = _("Title, register number, partner, country, letter number, document or follow-up")
    actions = ["mark_selected_checked", "move_selected_to_trash"]
    autocomplete_fields = [
        *("parent", "renews", "sectors", "lead_office", "supporting_offices", "person_in_charge", "stage_source"),
    ]
    readonly_fields = ["publication_label", "checked_label"]
    fieldsets = [
        section(
            Part.IDENTITY,
            *("title", "title_en", "kind", "legal_form", "summary", "summary_en", "legal_fields", "sectors"),
            *("location", "parent", "renews"),
        ),
        section(Part.ACTORS, "city_role", "lead_office", "supporting_offices", "person_in_charge", "other_actors"),
        section(
            Part.TEXT,
            *("without_text", "finance_register_number", "audit_copy_sent_on", "audit_copy_number"),
            *("joined_on", "paid_until"),
        ),
        section(
            Part.IDENTITY,
            *("publication_label", "checked_label", "stage_source", "note"),
            label=_("Publication and notes"),
        ),
    ]

    class Media:
        css = {"all": ["css/admin_agreement.css"]}

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            row_url(self, "verb", verb_page, "step/<slug:verb>"),
            row_url(self, "publication", agreement_publication_page),
            path("take-in/", view(partial(take_in_page, self)), name="agreements_agreement_take_in"),
            row_url(self, "correct", correct_page, "correct/<slug:kind>/<int:pk>"),
            *plan_urls(self),
            *super().get_urls(),
        ]

    # --- who sees what ---------------------------------------------------------------------------

    def get_queryset(self, request):
        rows = visible_agreements(request)
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name.endswith(("_changelist", "_export")):
            parties = Party.objects.select_related("partner")
            rows = rows.on(timezone.localdate()).select_related("digest", "stretch", "lead_office", "trashed_by")
            rows = rows.prefetch_related(Prefetch("parties", parties))
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def get_search_results(self, request, queryset, search_term):
        found = matching(queryset, search_term, staff=True) if search_term.strip() else queryset
        return (found.alive() if is_autocomplete(request) else found), False

    # --- the form --------------------------------------------------------------------------------

    def agreement_at_hand(self, request, obj):
        return obj

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            fieldsets.insert(1, (_("Track"), {"fields": ["chosen_track", "signed_on", "as_of"]}))
            return fieldsets
        seen = visible_agreements(request)
        for name in ("parent", "renews"):
            # The field would show the title of another office's agreement.
            if getattr(obj, f"{name}_id") and not seen.filter(pk=getattr(obj, f"{name}_id")).exists():
                fieldsets[0][1]["fields"].remove(name)
        return self.fieldsets_of_part(fieldsets, self.shown_part(request, obj))

    def get_form(self, request, obj=None, change=False, **kwargs):
        if not change:
            kwargs["form"] = NewAgreementForm
        return super().get_form(request, obj, change, **kwargs)

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, obj, post_url_continue)
        if isinstance(response, HttpResponseRedirect) and wants_first_follow_up(obj):
            return HttpResponseRedirect(first_follow_up_url(obj))
        return response

    def save_model(self, request, obj, form, change):
        if not change:
            given = form.cleaned_data
            names = ("as_of", "signed_on")
            today, track = timezone.localdate(), given["chosen_track"]
            register(obj, by=request.user, today=today, track=track, **{name: given[name] for name in names})
            # Under the lock of the number series, a second copy of this form is either committed or waits.
            refuse_sent_twice(obj, by=request.user)
            return
        if form.changed_data:
            obj.edited_by = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change or form.has_changed() or any(formset.has_changed() for formset in formsets):
            refresh_digest(form.instance)

    def children_changed(self, request, obj):
        """Set the last editor: a change of a partner or a legal basis is an edit of the agreement."""
        obj.version = lock_version(obj, obj.version).version + 1
        obj.edited_by = request.user
        obj.save()

    # --- further pages ---------------------------------------------------------------------------

    def export(self, request, rows, file_format):
        return export_changelist(request, rows, file_format)

    def history_entries(self, request, obj):
        entries = super().history_entries(request, obj)
        entries += entries_of(Step, parent="agreement", name=_name_of_step, agreement_id=obj.pk)
        entries += entries_of(Instrument, parent="agreement", name=_name_of_instrument, agreement_id=obj.pk)
        papers = list(obj.instruments.values_list("pk", flat=True))
        entries += entries_of(Signature, parent="instrument", instrument_id__in=papers)
        steps = list(obj.steps.values_list("pk", flat=True))
        entries += entries_of(Letter, parent="step", step_id__in=steps)
        entries += entries_of(Waiver, parent="by", step_id__in=steps)
        if not sees_everything(request.user):
            # An earlier link may be to another office's agreement, whose title must not be shown.
            links = {str(self.opts.get_field(name).verbose_name) for name in ("parent", "renews")}
            entries = [
                replace(entry, changes=[one for one in entry.changes if one.label not in links]) for entry in entries
            ]
        return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _name_of_instrument(record) -> str:
    return record.title or str(record.get_kind_display())


def _name_of_step(record) -> str:
    return f"{record.get_stage_display()} – {record.get_holder_display()}"
