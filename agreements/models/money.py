"""Money lines (IATI: transaction)."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from jambi_coop.lib.dates.fields import KnownDateField, known_date_constraints, refuse_future
from jambi_coop.lib.dates.known_date import FIRST_YEAR, LAST_YEAR
from jambi_coop.lib.money.amounts import format_money
from jambi_coop.lib.money.currencies import validate_currency
from jambi_coop.lib.records.trash import AliveManager, Trashable, TrashQuerySet
from jambi_coop.lib.versions.versioning import Versioned

from .source import Checked

YEARS = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]


class TransactionQuerySet(TrashQuerySet):
    """Amounts by whether they may be added up."""

    def countable(self):
        """Lines that may be totalled, per currency: commitments and receipts that were checked."""
        return self.filter(kind__in=[Transaction.Kind.COMMITMENT, Transaction.Kind.RECEIVED], checked_on__isnull=False)


class Transaction(Versioned, Checked, Trashable):
    """An amount of money of one agreement, as one source gives it.

    A correction is a second line; nothing is averaged or converted.
    """

    class Kind(models.TextChoices):
        REPORTED = "reported", _("Value as reported by a source")
        PLEDGE = "pledge", _("Pledge")
        COMMITMENT = "commitment", _("Commitment")
        RECEIVED = "received", _("Received")
        SPENT = "spent", _("Spent")
        COUNTERPART = "counterpart", _("Counterpart funds")
        FEE = "fee", _("Membership fee")

    MOVED = (Kind.RECEIVED, Kind.SPENT, Kind.FEE)

    class Scope(models.TextChoices):
        PROGRAMME = "programme", _("Whole programme")
        CITY_PART = "city_part", _("The city's part")
        UNKNOWN = "unknown", pgettext_lazy("scope", "Not known")

    class RepaidBy(models.TextChoices):
        STATE = "state", _("The state")
        CITY = "city", _("The city")
        NOBODY = "nobody", _("Nobody (grant)")
        UNKNOWN = "unknown", pgettext_lazy("repaid", "Not known")

    agreement = models.ForeignKey(
        "agreements.Agreement", verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="transactions"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    amount = models.DecimalField(
        _("amount"),
        max_digits=20,
        decimal_places=2,
        help_text=_("A correction is a second line: write a negative amount there."),
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        validators=[validate_currency],
        help_text=_("ISO 4217 code, such as IDR or EUR."),
    )
    value_date = KnownDateField(_("value date"), blank=True)
    provider = models.CharField(_("from"), max_length=200, blank=True)
    receiver = models.CharField(_("to"), max_length=200, blank=True)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope.choices, default=Scope.UNKNOWN)
    repaid_by = models.CharField(_("repaid by"), max_length=8, choices=RepaidBy.choices, default=RepaidBy.UNKNOWN)
    finance_register_number = models.CharField(_("Ministry of Finance register number"), max_length=80, blank=True)
    fee_year = models.PositiveSmallIntegerField(
        _("year that a fee is paid for"),
        null=True,
        blank=True,
        validators=YEARS,
        help_text=_("Only of a membership fee; one line for each year."),
    )
    budget_year = models.PositiveSmallIntegerField(
        _("APBD budget year"),
        null=True,
        blank=True,
        validators=YEARS,
        help_text=_(
            "Year of the city budget in which the line is booked; a passed-on grant has to be (PP 10/2011 Article "
            "58(1)). Shown in public."
        ),
    )
    budget_account = models.CharField(
        _("APBD account code"),
        max_length=60,
        blank=True,
        help_text=_("Code under which the city budget books the line (PP 10/2011 Article 58(1)). Not shown in public."),
    )
    description = models.CharField(_("description"), max_length=300, blank=True)
    description_en = models.CharField(_("description in English"), max_length=300, blank=True)
    corrects = models.ForeignKey(
        "self", verbose_name=_("corrects"), null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    is_public = models.BooleanField(_("shown in public"), default=True)

    objects = AliveManager.from_queryset(TransactionQuerySet)()
    with_trash = TransactionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("money line")
        verbose_name_plural = _("money lines")
        ordering = ["agreement", "value_date_earliest", "pk"]
        constraints = [
            *known_date_constraints("value_date"),
            models.CheckConstraint(
                name="transaction_negative_only_corrects",
                condition=models.Q(amount__gte=0) | models.Q(corrects__isnull=False),
                violation_error_message=_("Only a correction of another line can be negative."),
            ),
            models.CheckConstraint(
                name="transaction_only_fees_have_a_fee_year",
                condition=models.Q(fee_year__isnull=True) | models.Q(kind="fee"),
                violation_error_message=_("Only a membership fee is paid for a year."),
            ),
        ]

    def clean(self):
        """Money that moved did so on a day that has come; a pledge or a commitment may be dated ahead."""
        super().clean()
        if self.kind in self.MOVED:
            try:
                refuse_future(self.value_date)
            except ValidationError as error:
                raise ValidationError({"value_date": error}) from error

    def __str__(self):
        return f"{self.get_kind_display()} {format_money(self.amount, self.currency, get_language() or 'id')}"
