"""Writes that touch several models, and the only writers of `stage`, class and trash.

Keyword-only functions in one transaction, with `by` (who) and `today` or `now`; no request, no clock.
"""

from .base import facts, note_edit
from .checking import mark_checked
from .documents import attach_document, describe_upload
from .partners import merge_partners
from .publication import Exemption, needs_second_person, set_class
from .registration import register, track_for
from .stages import (
    Evidence,
    PastStep,
    advance,
    change_track,
    correct,
    end,
    record_past,
    return_for_repair,
    stop,
)
from .steps import check_step
from .trash import move_to_trash, purge, restore
from .waivers import WaiverRequest, waive

__all__ = [
    "Evidence",
    "Exemption",
    "PastStep",
    "WaiverRequest",
    "advance",
    "attach_document",
    "change_track",
    "check_step",
    "correct",
    "describe_upload",
    "end",
    "facts",
    "mark_checked",
    "merge_partners",
    "move_to_trash",
    "needs_second_person",
    "note_edit",
    "purge",
    "record_past",
    "register",
    "restore",
    "return_for_repair",
    "set_class",
    "stop",
    "track_for",
    "waive",
]
