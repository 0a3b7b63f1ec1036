"""Staff page of the log of messages: recipient, content and time of each. Entries cannot be changed or deleted."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agreements.models import FollowUp, Message
from jambi_coop.lib.records.people import name_of

from .messages import NO_ADDRESS
from .nightly_round import SUPERSEDED
from .sent_messages import messages_of_follow_up

OF_AGREEMENT = "items__agreement__id__exact"
MOST_RECIPIENTS = 30


def sent_messages_of(follow_up: FollowUp, user) -> list[Message] | None:
    """Return the newest messages about a follow-up, for its page; None for a user who may not see messages."""
    if not user.has_perm("agreements.view_message"):
        return None
    return list(messages_of_follow_up(follow_up)[:MOST_RECIPIENTS])


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    """Messages, read only; the page of an agreement links to its own by `OF_AGREEMENT`."""

    list_display = ["created_at", "recipient_name", "subject", "kind", "channel", "state", "attempts"]
    list_display_links = ["subject"]
    list_filter = ["state", "kind", "channel"]
    list_per_page = 50
    list_select_related = ["recipient"]
    show_full_result_count = False
    search_fields = ["subject", "recipient__username", "recipient__first_name", "recipient__last_name"]
    search_help_text = _("Subject or recipient")
    readonly_fields = ["error_label"]
    fields = [
        *("recipient", "address", "kind", "channel", "subject", "text", "state", "created_at", "created_by"),
        *("sent_at", "attempts", "claimed_at", "error_label"),
    ]

    @admin.display(description=_("recipient"), ordering="recipient__first_name")
    def recipient_name(self, message):
        return name_of(message.recipient) or "–"

    @admin.display(description=_("error"))
    def error_label(self, message):
        known = {SUPERSEDED: _("No longer needed: the matter was over before."), NO_ADDRESS: _("No address.")}
        return known.get(message.error, message.error) or "–"

    def lookup_allowed(self, lookup, value, request):
        return lookup == OF_AGREEMENT or super().lookup_allowed(lookup, value, request)

    def has_change_permission(self, request, obj=None):
        return False

    has_add_permission = has_delete_permission = has_change_permission
