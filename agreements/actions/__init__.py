"""Writes that touch several models, and the only writers of `stage`, class and trash.

Keyword-only functions in one transaction, with `by` (who) and `today` or `now`; no request, no clock.
"""

from .assessment import needs_signing_reason, replies_of
from .base import facts, note_edit
from .calendar_links import make_calendar_link, withdraw_calendar_link
from .checking import mark_checked
from .corrections import change_track, correct
from .documents import attach_document, describe_upload
from .evidence import Evidence, PastStep, SignedText
from .follow_ups import (
    assign_follow_ups,
    cancel_follow_up,
    finish_follow_up,
    move_due_dates,
    plan_follow_up,
    start_follow_up,
)
from .messages import deliver, preview_reminders, queue_message, remind
from .moves import still_open
from .partners import merge_partners
from .past_steps import record_past
from .publication import Exemption, needs_second_person, set_class
from .registration import register, track_for
from .report_writers import writers_of
from .reports import (
    NextFollowUp,
    People,
    approve_report,
    open_report,
    return_report,
    save_report,
    submit_report,
    take_back_report,
    what_is_missing,
)
from .results import approve_measurement, return_measurement, set_target, submit_measurement
from .reviews import Extension, binds, is_renewed, movable, record_review, renew
from .stages import advance, end, return_for_repair, stop
from .steps import check_step, count_round, next_round
from .texts import PersonText, texts_to_copy, write_down_texts
from .trash import move_to_trash, purge, restore
from .waivers import WaiverRequest, waive

__all__ = [
    "Evidence",
    "Exemption",
    "Extension",
    "NextFollowUp",
    "PastStep",
    "People",
    "PersonText",
    "SignedText",
    "WaiverRequest",
    "advance",
    "approve_measurement",
    "approve_report",
    "assign_follow_ups",
    "attach_document",
    "binds",
    "cancel_follow_up",
    "change_track",
    "check_step",
    "correct",
    "count_round",
    "deliver",
    "describe_upload",
    "end",
    "facts",
    "finish_follow_up",
    "is_renewed",
    "make_calendar_link",
    "mark_checked",
    "merge_partners",
    "movable",
    "move_due_dates",
    "move_to_trash",
    "needs_second_person",
    "needs_signing_reason",
    "next_round",
    "note_edit",
    "open_report",
    "plan_follow_up",
    "preview_reminders",
    "purge",
    "queue_message",
    "record_past",
    "record_review",
    "register",
    "remind",
    "renew",
    "replies_of",
    "restore",
    "return_for_repair",
    "return_measurement",
    "return_report",
    "save_report",
    "set_class",
    "set_target",
    "start_follow_up",
    "still_open",
    "stop",
    "submit_measurement",
    "submit_report",
    "take_back_report",
    "texts_to_copy",
    "track_for",
    "waive",
    "what_is_missing",
    "withdraw_calendar_link",
    "write_down_texts",
    "writers_of",
]
