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
from .reports import (
    NextFollowUp,
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
