"""Messages that the register sends: each is logged before it goes out, so that none goes twice and none is lost."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Message(models.Model):
    """One message to one person, by mail or as a text to copy, and what became of it.

    `key` says what it is about: the same person never gets the same key twice. For a due date the key names the row,
    the day it is due and the step of the reminder, so that a day that was moved starts anew. A mail is written as
    *pending* and marked *sent* once the mail server has taken it.
    """

    class Kind(models.TextChoices):
        URGENT = "urgent", _("Single reminder")
        WEEKLY = "weekly", _("Weekly summary")
        ESCALATION = "escalation", _("Told to the head of the office")
        MANUAL = "manual", _("Sent by hand")
        NEWS = "news", _("News of a report")

    class Channel(models.TextChoices):
        MAIL = "mail", _("E-mail")
        TEXT = "text", _("Text to copy")

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("message", "Waiting to be sent")
        SENDING = "sending", pgettext_lazy("message", "Being sent")
        SENT = "sent", pgettext_lazy("message", "Sent")
        FAILED = "failed", pgettext_lazy("message", "Not sent")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recipient"), on_delete=models.CASCADE, related_name="messages"
    )
    key = models.CharField(_("what it is about"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    channel = models.CharField(_("way"), max_length=4, choices=Channel.choices, default=Channel.MAIL)
    address = models.EmailField(_("address"), blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("error"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("recorded at"))
    claimed_at = models.DateTimeField(_("taken up at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index("state", "created_at", name="message_by_state")]
        constraints = [models.UniqueConstraint("recipient", "key", name="message_once_per_person")]

    def __str__(self):
        return f"{self.subject} ({self.recipient})"


class MessageItem(models.Model):
    """An agreement, or a follow-up of it, that a message is about; each of them shows the message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="items")
    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.CASCADE, related_name="message_items")
    follow_up = models.ForeignKey(
        "agreements.FollowUp", null=True, blank=True, on_delete=models.CASCADE, related_name="message_items"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.message_id}: {self.agreement_id}"


class MailPreference(models.Model):
    """The wish of a person to get the weekly summary or not; reminders of own due dates always come."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="mail_preference"
    )
    wants_weekly = models.BooleanField(_("weekly summary by e-mail"), default=True)

    def __str__(self):
        return f"{self.user}: {self.wants_weekly}"
