"""Texts on the follow-up condition: the tag, and the rules in the order in which they are applied."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.record.condition import RULES, Condition


def condition_word(condition: Condition) -> str:
    """Return the text of the tag, such as "Tindak lanjut: Aktif". It names its subject, as the status has a tag of
    its own."""
    return _("Follow-up: %(condition)s") % {"condition": condition.label}


def rule_sentences(decided: str = "") -> list[tuple[str, str, bool]]:
    """Return (condition, sentence, whether it is `decided`) of each rule, in the order in which they are applied.

    The first says when no condition is shown; its condition is "".
    """
    days = {
        "active": settings.FOLLOW_UP_ACTIVE_DAYS,
        "active_long": settings.FOLLOW_UP_ACTIVE_DAYS_LONG,
        "inactive": settings.FOLLOW_UP_INACTIVE_DAYS,
        "inactive_long": settings.FOLLOW_UP_INACTIVE_DAYS_LONG,
        "first": settings.FIRST_FOLLOW_UP_DAYS,
        "ahead": settings.FOLLOW_UP_AHEAD_DAYS,
        "valid": settings.ATTESTATION_VALID_DAYS,
    }
    none_shown = _(
        "No condition is shown while no more than a proposal or a contact is recorded (no letter of intent, text, "
        "award, agreement of the state, running programme or membership), after discontinuation, and for a case of "
        "another region, whose activity was not looked for."
    )
    return [
        ("", none_shown, False),
        *((str(RULES[name].label), text % days, name == decided) for name, text in _rules().items()),
    ]


def _rules() -> dict[str, str]:
    """Return {rule of `agreements.record.condition`: its sentence}."""
    return {
        "completed": _(
            "It has ended, was handed over or operates, and an activity or a handover since the first text is recorded."
        ),
        "ended_silent": _(
            "It has ended without a recorded activity, and offices confirm all days from the first text to the end."
        ),
        "ended_unconfirmed": _(
            "It has ended without a recorded activity, and no office has confirmed that there was none."
        ),
        "overdue": _(
            "A planned follow-up is not recorded as done, and its due date passed at most %(valid)d days ago; one that "
            "passed earlier decides only after the rules on silence."
        ),
        "unconfirmed": _(
            "The day up to which the record is known is more than %(valid)d days ago, or there is none. Also where a "
            "silence has become long only after that day and no office carries the record."
        ),
        "inactive": _(
            "The latest activity, or an instrument after it, was more than %(inactive)d days (programmes, memberships: "
            "%(inactive_long)d) before the day up to which the record is known."
        ),
        "none_yet": _(
            "No activity is recorded, and the latest instrument or the start is not known or was more than %(active)d "
            "days (programmes, memberships: %(active_long)d) before the day up to which the record is known."
        ),
        "quiet": _(
            "A silence has become that long only after that day, and an office confirms the record up to that day."
        ),
        "nothing_planned": _(
            "No activity is recorded, the latest instrument or the start was more than %(first)d days ago, and nothing "
            "is planned."
        ),
        "not_due": _("No activity is recorded, but it is too early to expect any."),
        "active": _(
            "The latest activity, or an instrument after it, was within %(active)d days (programmes, memberships: "
            "%(active_long)d)."
        ),
        "planned": _("The next follow-up is due within %(ahead)d days, and its date was moved no more than once."),
        "slowing": _("In every other case."),
    }


def results_sentence(promised: int, proven: int, reached: int) -> str:
    """Return a text such as "2 dari 5 hasil tercapai"; "" if nothing was promised."""
    if not promised:
        return ""
    counts = {"promised": promised, "proven": proven, "reached": reached}
    if not proven:
        return ngettext(
            "0 of %(promised)d result proven so far", "0 of %(promised)d results proven so far", promised
        ) % {"promised": promised}
    if proven == reached:
        return (
            ngettext(
                "%(reached)d of %(promised)d result reached", "%(reached)d of %(promised)d results reached", promised
            )
            % counts
        )
    return (
        ngettext(
            "%(reached)d of %(promised)d result reached, %(proven)d proven",
            "%(reached)d of %(promised)d results reached, %(proven)d proven",
            promised,
        )
        % counts
    )
