"""Facts of an agreement for lists and search, derived and stored in one row."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jambi_coop.lib.dates.fields import KnownDateField

from .agreement import Agreement


class AnchorKind(models.TextChoices):
    """Kind of the event from which the follow-up of an agreement is counted: the latest paper, joining or start."""

    SIGNING = "signing", pgettext_lazy("since", "the signing")
    EXTENSION = "extension", pgettext_lazy("since", "the extension")
    HANDOVER = "handover", pgettext_lazy("since", "the handover")
    INTENT = "intent", pgettext_lazy("since", "the Letter of Intent")
    STATE_AGREEMENT = "state_agreement", pgettext_lazy("since", "the agreement between the state and the partner")
    JOINING = "joining", pgettext_lazy("since", "the joining")
    START = "start", pgettext_lazy("since", "the start")
    OTHER = "other", pgettext_lazy("since", "the latest paper")


class SignedText(models.TextChoices):
    """The text that binds the city and a partner, as far as the record shows one."""

    AGREEMENT = "agreement", _("Signed agreement")
    INTENT = "intent", _("Letter of Intent only")
    NONE = "none", _("No text between the city and a partner recorded")


class Digest(models.Model):
    """The derived facts of one agreement, gathered in one row for lists, sorting and search.

    Written only by `agreements.record.digest.refresh_digest`. It holds what does not depend on the day; what does
    is in the stretches of days beside it (`Stretch`). Days are the *latest* possible ones, uncapped, where not said
    otherwise. The due dates are of what is shown in public. `anchor_*` is the day from which follow-up is counted
    (`agreements.record.condition`); `next_due_*` is the first open due date. `analysis_*` is empty without a file
    before signing, `days_to_signing` also where one of its two days is not exact. `signed_on` is the day of its text,
    with its precision. `begins_on` is the earliest first day of the last unbroken run of terms, `former_end_on` the
    last day before it. The stored text-search vectors of PostgreSQL and the indexes of the sort orders are in the
    migrations `sort_and_search` and `move_to_instruments`.
    """

    agreement = models.OneToOneField(Agreement, primary_key=True, on_delete=models.CASCADE, related_name="digest")
    signed_on = KnownDateField(_("signed on"), blank=True)
    ends_earliest = models.DateField(_("ends on, earliest"), null=True)
    ends_latest = models.DateField(_("ends on, latest"), null=True)
    open_ended = models.BooleanField(_("open-ended"), default=False)
    begins_on = models.DateField(_("in force from"), null=True)
    former_end_on = models.DateField(_("in force before that until"), null=True)
    anchor_kind = models.CharField(
        _("what the agreement counts from"), max_length=16, choices=AnchorKind.choices, blank=True
    )
    anchor_earliest = models.DateField(_("counts from, earliest day"), null=True)
    anchor_on = models.DateField(_("counts from"), null=True)
    signed_text = models.CharField(_("signed text"), max_length=10, choices=SignedText.choices, default=SignedText.NONE)
    is_committed = models.BooleanField(_("bound by a letter or a text"), default=False)
    next_due_earliest = models.DateField(_("next follow-up due, earliest day"), null=True)
    next_due_on = models.DateField(_("next follow-up due"), null=True)
    next_due_moved = models.PositiveSmallIntegerField(_("times the next due date was moved"), default=0)
    results_promised = models.PositiveSmallIntegerField(_("promised results"), default=0)
    results_proven = models.PositiveSmallIntegerField(_("promised results with a verified value"), default=0)
    results_reached = models.PositiveSmallIntegerField(_("promised results that were reached"), default=0)
    steps_without_proof = models.PositiveSmallIntegerField(_("steps without proof"), default=0)
    waiting_earliest = models.DateField(_("waiting for an answer since, earliest day"), null=True)
    waiting_since = models.DateField(_("waiting for an answer since"), null=True)
    analysis_not_done = models.PositiveSmallIntegerField(_("points of analysis not done"), null=True)
    analysis_not_known = models.PositiveSmallIntegerField(_("points of analysis not known"), null=True)
    days_to_signing = models.PositiveIntegerField(_("days from first contact to signing"), null=True)
    signed_at_visit = models.BooleanField(_("signed beside an official visit"), default=False)
    asked_times = models.PositiveSmallIntegerField(_("times asked without an answer"), default=0)
    asked_on = models.DateField(_("last asked on"), null=True)
    contradicted = models.PositiveSmallIntegerField(_("confirmations that an activity contradicts"), default=0)
    has_public_document = models.BooleanField(_("has a public document"), default=False)
    partner_names = models.TextField(_("partners"), blank=True)
    public_text = models.TextField(blank=True)
    staff_text = models.TextField(blank=True)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")

    def __str__(self):
        return f"digest of {self.agreement_id}"
