"""The papers that were signed or exchanged in a cooperation, and who signed them when."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from agreements.lifecycle.vocabulary import EXTENSION_KINDS, InstrumentKind
from jambi_coop.lib.dates.fields import KnownDateField, known_date_constraints
from jambi_coop.lib.records.trash import AliveManager, Trashable, TrashQuerySet
from jambi_coop.lib.versions.versioning import Versioned

from .document import Document

NO_END = _("Only “From a day to a day” has an end; choose it, or empty the end.")
NOT_WORDED = _("“For a time, as worded in the text” and the words go together.")
ENDS_BEFORE_START = _("The term cannot end before it starts.")
ENDS_BEFORE_SIGNING = _("It cannot end before it was signed.")


class Instrument(Versioned, Trashable):
    """A paper of an agreement: what was signed or exchanged, for how long it holds, and how it ended.

    There is no column for its state: it is signed once it has a `Signature`, and in force or ended by its days.
    `signed_on` is the latest known day of its signatures; only `agreements.record.instruments` writes it. A signature
    comes only from the acts of signing (`agreements.stages`) and from the taking in of an old text.

    `duration` is the validity as the paper words it ("4 tahun"); the end is then worked out and shown as such.
    `changes` is the instrument that this one amends, extends, replaces or ends.
    """

    class Validity(models.TextChoices):
        """The answer of the paper to the question how long it holds; empty: nobody has answered yet."""

        PERIOD = "period", _("From a day to a day")
        DURATION = "duration", _("For a time, as worded in the text")
        OPEN = "open", _("Open-ended")
        NOT_STATED = "not_stated", _("The text does not say")
        NOT_KNOWN = "not_known", _("Not known")

    class Ending(models.TextChoices):
        """How an instrument ended before its time, or that it was not signed after all."""

        WITHDRAWN = "withdrawn", _("Withdrawn by a party")
        TERMINATED = "terminated", _("Ended by agreement")
        REPLACED = "replaced", _("Replaced by another text")
        NOT_SIGNED = "not_signed", _("Not signed after all")

    agreement = models.ForeignKey(
        "agreements.Agreement", verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="instruments"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=InstrumentKind.choices)
    title = models.CharField(_("title"), max_length=300, blank=True, help_text=_("As written on the paper."))
    language = models.CharField(_("language"), max_length=6, choices=Document.Language.choices, blank=True)
    signed_on = KnownDateField(_("signed on"), blank=True, editable=False)
    validity = models.CharField(_("validity"), max_length=10, choices=Validity.choices, blank=True)
    starts_on = KnownDateField(_("starts on"), blank=True)
    ends_on = KnownDateField(_("ends on"), blank=True)
    duration = models.CharField(
        _("duration, as worded"), max_length=80, blank=True, help_text=_("Such as “4 tahun” or “18 months”.")
    )
    option = models.CharField(
        _("option to extend"),
        max_length=120,
        blank=True,
        help_text=_("Such as “4 tahun, dengan persetujuan tertulis”."),
    )
    notice_months = models.PositiveSmallIntegerField(_("months of notice"), null=True, blank=True)
    review_on = models.DateField(_("to be reviewed on"), null=True, blank=True)
    changes = models.ForeignKey(
        "self",
        verbose_name=_("amends, extends, replaces or ends"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="changed_by",
    )
    ending = models.CharField(_("how it ended early"), max_length=10, choices=Ending.choices, blank=True)
    ended_on = KnownDateField(_("ended early on"), blank=True)
    ended_by = models.ForeignKey(
        "agreements.Party",
        verbose_name=_("withdrawn by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty: the city."),
    )
    ended_reason = models.CharField(_("reason of the early end"), max_length=300, blank=True)
    kept_at = models.CharField(_("where the original is kept"), max_length=200, blank=True)
    document = models.ForeignKey(
        Document,
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proves_instruments",
    )
    source = models.ForeignKey(
        "agreements.Source",
        verbose_name=_("source"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    note = models.TextField(_("internal note"), blank=True)

    objects = AliveManager.from_queryset(TrashQuerySet)()
    with_trash = TrashQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["agreement", "pk"]
        indexes = [models.Index("kind", "agreement", name="instrument_by_kind")]
        constraints = [
            *known_date_constraints("signed_on"),
            *known_date_constraints("starts_on"),
            *known_date_constraints("ends_on"),
            *known_date_constraints("ended_on"),
            models.CheckConstraint(
                name="instrument_end_with_period",
                condition=Q(validity="period") | Q(ends_on_latest__isnull=True),
                violation_error_message=NO_END,
            ),
            models.CheckConstraint(
                name="instrument_duration_with_words",
                condition=(Q(validity="duration") & ~Q(duration="")) | (~Q(validity="duration") & Q(duration="")),
                violation_error_message=NOT_WORDED,
            ),
            models.CheckConstraint(
                name="instrument_ends_after_start",
                condition=Q(ends_on_latest__isnull=True)
                | Q(starts_on_earliest__isnull=True)
                | Q(ends_on_latest__gte=F("starts_on_earliest")),
                violation_error_message=ENDS_BEFORE_START,
            ),
            models.CheckConstraint(
                name="instrument_early_end_after_signing",
                condition=Q(ended_on_latest__isnull=True)
                | Q(signed_on_earliest__isnull=True)
                | Q(ended_on_latest__gte=F("signed_on_earliest")),
                violation_error_message=ENDS_BEFORE_SIGNING,
            ),
            models.CheckConstraint(
                name="instrument_not_its_own_base",
                condition=Q(changes__isnull=True) | ~Q(changes=F("id")),
                violation_error_message=_("A text cannot amend itself."),
            ),
        ]

    def __str__(self):
        return self.title or str(self.get_kind_display())

    def clean(self):
        super().clean()
        if self.kind == InstrumentKind.OTHER and not self.title.strip():
            raise ValidationError({"title": _("Write what it is called.")})
        if self.changes is not None and self.changes.agreement_id != self.agreement_id:
            raise ValidationError({"changes": _("Choose a text of the same agreement.")})
        if (self.ended_on or self.ended_by_id or self.ended_reason.strip()) and not self.ending:
            raise ValidationError({"ending": _("Say how it ended.")})
        if self.validity == self.Validity.PERIOD and not (self.starts_on or self.ends_on):
            raise ValidationError({"validity": _("Give the first or the last day, or choose another answer.")})

    def validate_constraints(self, exclude=None):
        self.refuse_misfits()
        super().validate_constraints(exclude=exclude)

    def refuse_misfits(self) -> None:
        """Raise ValidationError, at its field, for a value that does not fit another; of days only what is certain.

        Also for what the constraints refuse, which name no field.
        """
        validity, found = self.Validity, {}
        if self.validity != validity.PERIOD and self.ends_on:
            found["ends_on"] = ValidationError(NO_END)
        elif self.ends_on.certainly_before(self.starts_on):
            found["ends_on"] = ValidationError(ENDS_BEFORE_START)
        elif self.ends_on.certainly_before(self.signed_on):
            days = {"end": self.ends_on, "signed": self.signed_on}
            text = _("It cannot end on %(end)s: it was signed only after that (%(signed)s).")
            found["ends_on"] = ValidationError(text, params=days)
        if (self.validity == validity.DURATION) != bool(self.duration):
            found["duration"] = ValidationError(NOT_WORDED)
        if self.ended_on.certainly_before(self.signed_on):
            found["ended_on"] = ValidationError(ENDS_BEFORE_SIGNING)
        if self.changes is not None and _extended_too_early(self, self.changes):
            found["changes"] = _too_early(self, self.changes)
        if found:
            raise ValidationError(found)
        for one in self.changed_by.all() if self.pk else []:
            if _extended_too_early(one, self):
                raise _too_early(one, self)

    @property
    def is_signed(self) -> bool:
        """True once a side has signed, also where the day is not known. Its signatures are loaded."""
        return bool(self.signatures.all())


def _extended_too_early(extension: Instrument, text: Instrument) -> bool:
    """True for an extension, or a renewed Letter of Intent, that was certainly signed before its text."""
    is_extension = extension.kind in EXTENSION_KINDS or extension.kind == text.kind
    return is_extension and extension.signed_on.certainly_before(text.signed_on)


def _too_early(extension: Instrument, text: Instrument) -> ValidationError:
    days = {"extension": extension.signed_on, "text": text.signed_on}
    sentence = _("An extension is not signed (%(extension)s) before the text that it extends (%(text)s).")
    return ValidationError(sentence, params=days)


class Signature(Versioned):
    """One side's signature under an instrument: the side has signed, on a day that may be unknown.

    There is no row before the signing. Without a partner's row of its own, `ALL` holds the day of a text of which only
    one day is known.
    """

    class Side(models.TextChoices):
        ALL = "all", _("The parties, not told apart")
        CITY = "city", _("The city or region")
        PARTNER = "partner", _("Partner")
        STATE = "state", _("Central government")
        OTHER = "other", pgettext_lazy("side", "Other")

    instrument = models.ForeignKey(
        Instrument, verbose_name=_("instrument"), on_delete=models.CASCADE, related_name="signatures"
    )
    side = models.CharField(_("side"), max_length=8, choices=Side.choices)
    party = models.ForeignKey(
        "agreements.Party",
        verbose_name=_("partner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="signatures",
    )
    body = models.CharField(_("body"), max_length=160, blank=True, help_text=_("Of the state or of others: its name."))
    name = models.CharField(_("signatory"), max_length=300, blank=True)
    position = models.CharField(
        _("title of the signatory"), max_length=120, blank=True, help_text=_("As on the text, such as Pj Wali Kota.")
    )
    signed_on = KnownDateField(_("signed on"), blank=True)
    place = models.CharField(_("signed at"), max_length=120, blank=True)
    number = models.CharField(_("document number"), max_length=120, blank=True, db_index=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["pk"]
        constraints = [
            *known_date_constraints("signed_on"),
            models.CheckConstraint(
                name="signature_party_of_partner",
                condition=Q(side="partner", party__isnull=False) | (~Q(side="partner") & Q(party__isnull=True)),
                violation_error_message=_("A partner's signature names the partner, and only that."),
            ),
            models.UniqueConstraint(
                "instrument", "side", condition=Q(side__in=["all", "city"]), name="signature_once_per_side"
            ),
            models.UniqueConstraint(
                "instrument", "party", condition=Q(side="partner"), name="signature_once_per_party"
            ),
        ]

    def __str__(self):
        return f"{self.get_side_display()}: {self.name}" if self.name else str(self.get_side_display())
