"""What falls due, who hears of it, and on which day; nothing here sends or stores anything."""

from .gather import due_items, followed_agreements, followed_follow_ups
from .items import (
    DueItem,
    Matter,
    Step,
    current_step,
    first_follow_up_item,
    follow_up_item,
    is_for_single_mail,
    items_of,
    steps_of,
)
from .people import (
    account_closed,
    head_of_coordination,
    is_own_work,
    people_of,
    those_for_agreement,
    those_in_charge,
    those_told,
)
from .told import messages_of, messages_of_follow_up
from .words import days_in_words, sentence

__all__ = [
    "DueItem",
    "Matter",
    "Step",
    "account_closed",
    "current_step",
    "days_in_words",
    "due_items",
    "first_follow_up_item",
    "follow_up_item",
    "followed_agreements",
    "followed_follow_ups",
    "head_of_coordination",
    "is_for_single_mail",
    "is_own_work",
    "items_of",
    "messages_of",
    "messages_of_follow_up",
    "people_of",
    "sentence",
    "steps_of",
    "those_for_agreement",
    "those_in_charge",
    "those_told",
]
