"""Admin of accounts and groups: a manager looks after accounts, but cannot gain more rights than the five groups give.

Rights are given through groups only, and the groups come from the command `set_up_groups`.
"""

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Office
from agreements.record.permissions import GROUPS
from agreements.record.staff.reference_admin import is_autocomplete
from jambi_coop.lib.versions.sent_twice import SentTwiceMixin
from jambi_coop.lib.versions.versioning import bump
from jambi_coop.lib.web.admin_links import LinkSelectMultiple, LinksField

User = get_user_model()

VERBS = {
    "view": gettext_lazy("look at"),
    "add": gettext_lazy("add"),
    "change": gettext_lazy("change"),
    "delete": gettext_lazy("delete"),
}
TO_LOOK_AT = [
    (gettext_lazy("Account"), {"fields": ["username", "first_name", "last_name", "email"]}),
    (gettext_lazy("What the account may do"), {"fields": ["is_active", "group_names", "office_names"]}),
    (gettext_lazy("Dates"), {"fields": ["last_login", "date_joined"]}),
]
OWN_ACCOUNT_FIXED = ("is_active", "groups")


def is_above_managers(account) -> bool:
    """True for an account with rights that no manager can give: a superuser, own permissions, or another group."""
    return account.is_superuser or account.user_permissions.exists() or account.groups.exclude(name__in=GROUPS).exists()


class OfficesField(LinksField):
    """The offices for which an account reports; stored on the office, so written by `set_offices`."""

    def __init__(self, **kwargs):
        # The widget needs a relation to Office; `parent` is one.
        widget = LinkSelectMultiple(Office._meta.get_field("parent"), admin.site)
        super().__init__(
            queryset=Office.objects.filter(confirmed_on__isnull=False),
            required=False,
            label=gettext_lazy("reports for"),
            widget=widget,
            **kwargs,
        )
        self.error_messages["invalid_choice"] = gettext_lazy("Confirm the office first: nobody reports for a proposal.")


class AccountForm(UserChangeForm):
    """Form of an existing account, with the offices for which it reports."""

    offices = OfficesField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "offices" in self.fields:
            self.initial["offices"] = list(self.instance.offices.all())


class NewAccountForm(UserCreationForm):
    """Form of a new account, with a first password; the person can change it, also by mail."""

    offices = OfficesField()

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "first_name", "last_name", "email", "groups")


def set_offices(account, offices) -> None:
    """Make `account` a liaison officer of exactly these offices, with version and history of each office."""
    wanted, present = set(offices), set(account.offices.all())
    for office in sorted(wanted ^ present, key=lambda one: one.pk):
        bump(office)
        if office in wanted:
            office.liaisons.add(account)
        else:
            office.liaisons.remove(account)


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class AccountAdmin(SentTwiceMixin, UserAdmin):
    """Accounts are deactivated, never deleted: the history refers to them."""

    form = AccountForm
    add_form = NewAccountForm
    add_form_template = None
    list_display = ["username", "full_name", "email", "group_names", "office_names", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["username", "first_name", "last_name", "email"]
    search_help_text = gettext_lazy("User name, name or e-mail")
    filter_horizontal = []
    list_per_page = 50
    show_full_result_count = False
    fieldsets = [
        (gettext_lazy("Account"), {"fields": ["username", "password"]}),
        (gettext_lazy("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (gettext_lazy("What the account may do"), {"fields": ["is_active", "groups", "offices"]}),
        (gettext_lazy("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (gettext_lazy("Account"), {"fields": ["username", "password1", "password2"]}),
        (gettext_lazy("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (gettext_lazy("What the account may do"), {"fields": ["groups", "offices"]}),
    ]

    @admin.display(description=gettext_lazy("name"), ordering="first_name")
    def full_name(self, account):
        return account.get_full_name() or "–"

    @admin.display(description=gettext_lazy("groups"))
    def group_names(self, account):
        names = [group.name for group in account.groups.all()]
        if account.is_superuser:
            names.insert(0, _("Superuser"))
        return ", ".join(names) or _("none: sees nothing")

    @admin.display(description=gettext_lazy("reports for"))
    def office_names(self, account):
        return ", ".join(str(office) for office in account.offices.all()) or "–"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups", "offices")

    def get_search_results(self, request, queryset, search_term):
        queryset, distinct = super().get_search_results(request, queryset, search_term)
        return (queryset.filter(is_active=True) if is_autocomplete(request) else queryset), distinct

    # --- who may do what -------------------------------------------------------------------------

    def has_view_permission(self, request, obj=None):
        # Users who edit agreements search for the person in charge by name.
        if is_autocomplete(request) and request.user.has_perm("agreements.change_agreement"):
            return True
        return super().has_view_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        """Only a superuser may change an account above managers, including its password."""
        allowed = super().has_change_permission(request, obj)
        if allowed and obj is not None and not request.user.is_superuser:
            return not is_above_managers(obj)
        return allowed

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and not self.has_change_permission(request, obj):
            return TO_LOOK_AT
        if obj is None or not request.user.is_superuser:
            return fieldsets
        return [*fieldsets, (_("Only for superusers"), {"fields": ["is_staff", "is_superuser"]})]

    def get_readonly_fields(self, request, obj=None):
        own = obj is not None and obj.pk == request.user.pk and not request.user.is_superuser
        return ["last_login", "date_joined", "group_names", "office_names", *(OWN_ACCOUNT_FIXED if own else ())]

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups":
            kwargs["queryset"] = Group.objects.filter(name__in=GROUPS).order_by("name")
            kwargs["widget"] = forms.CheckboxSelectMultiple
            kwargs["help_text"] = gettext_lazy("An account without a group sees nothing.")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    # --- writing ---------------------------------------------------------------------------------

    def save_model(self, request, obj, form, change):
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "offices" in form.cleaned_data:
            with transaction.atomic():
                set_offices(form.instance, form.cleaned_data["offices"])


@admin.register(Group)
class GroupAdmin(admin.ModelAdmin):
    """Read-only: the groups come from the table in the program."""

    list_display = ["name", "member_count"]
    fields = ["name", "rights"]
    readonly_fields = ["name", "rights"]
    search_fields = ["name"]

    @admin.display(description=gettext_lazy("accounts"))
    def member_count(self, group):
        return group.user_set.count()

    @admin.display(description=gettext_lazy("rights"))
    def rights(self, group):
        permissions = group.permissions.select_related("content_type").order_by("content_type__model", "codename")
        return format_html_join("", "<div>{}</div>", ((_right_label(one),) for one in permissions))

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("auth.view_group")


def _right_label(permission) -> str:
    model = permission.content_type.model_class()
    verb = permission.codename.split("_")[0]
    if model is None or verb not in VERBS:
        return _(permission.name)
    return f"{capfirst(str(model._meta.verbose_name))}: {VERBS[verb]}"
