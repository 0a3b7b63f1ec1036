"""Staff page of money lines, each as one source states it."""

from django import forms
from django.contrib import admin
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agreements.models import Transaction
from jambi_coop.lib.money.amounts import AmountFormField, format_money
from jambi_coop.lib.money.currencies import currency_choices
from jambi_coop.lib.money.spelled_out import spell_out_amount
from jambi_coop.lib.numbers.fields import YearFormField

from .checking_page import CheckedAdminMixin
from .date_column import date_column
from .part_admin import PartAdmin, PartForm
from .trash_page import TrashAdminMixin, TrashFilter


class TransactionForm(PartForm):
    """Form of a money line; the amount is read by the rules of its currency, and an ambiguous text is refused."""

    amount = AmountFormField(
        label=_("Amount"),
        allow_negative=True,
        help_text=_("Such as 13,4 juta or 98950. A correction is a second line: write a negative amount there."),
    )
    currency = forms.ChoiceField(label=_("Currency"))

    class Meta:
        model = Transaction
        fields = ["fee_year", "budget_year"]
        field_classes = {"fee_year": YearFormField, "budget_year": YearFormField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "currency" in self.fields:
            choices = currency_choices(get_language() or "id")
            self.fields["currency"].choices = [("", "---------"), *choices]
        if "amount" in self.fields and self.is_bound:
            self.fields["amount"].currency = self.data.get(self.add_prefix("currency"), "")


@admin.register(Transaction)
class TransactionAdmin(TrashAdminMixin, CheckedAdminMixin, PartAdmin):
    """Money lines with their amount in figures and in words, and the check against the source."""

    form = TransactionForm
    list_display = [
        "money_label",
        "kind",
        "value_date_label",
        "scope",
        "source",
        "checked_on",
        "is_public",
        "agreement",
    ]
    list_filter = ["kind", "scope", "currency", ("checked_on", admin.EmptyFieldListFilter), "is_public", TrashFilter]
    actions = [*CheckedAdminMixin.actions, *TrashAdminMixin.actions]
    list_select_related = ["agreement", "source"]
    search_fields = ["description", "provider", "receiver", "agreement__title", "agreement__register_number"]
    autocomplete_fields = ["agreement", "source"]
    readonly_fields = ["spelled_out", "checked_by", "checked_on"]
    fieldsets = [
        (
            _("Amount"),
            {
                "fields": [
                    *("agreement", "kind", "currency", "amount", "spelled_out", "value_date", "fee_year"),
                    *("scope", "repaid_by"),
                ]
            },
        ),
        (
            _("Where it comes from"),
            {
                "fields": [
                    *("source", "provider", "receiver", "finance_register_number"),
                    *("budget_year", "budget_account"),
                    *("description", "description_en", "corrects", "is_public"),
                ]
            },
        ),
        (_("Check"), {"fields": ["checked_by", "checked_on"]}),
    ]

    @admin.display(description=_("amount"), ordering="amount")
    def money_label(self, line):
        return format_money(line.amount, line.currency, get_language() or "id")

    @admin.display(description=_("amount in words"))
    def spelled_out(self, line):
        if line.amount is None or not line.currency:
            return "–"
        return spell_out_amount(line.amount, line.currency, get_language() or "id")

    value_date_label = date_column("value_date", _("value date"))
