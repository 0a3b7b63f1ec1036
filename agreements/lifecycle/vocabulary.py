"""Terms of the life cycle: tracks, stages, public groups, states of a step, holders, verbs."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy


class Track(TextChoices):
    """The procedure of an agreement. It is set at creation, from the kind where that decides (`TRACK_OF_KIND`)."""

    KSDPL = "ksdpl", _("Cooperation with a foreign local government (KSDPL)")
    KSDLL = "ksdll", _("Cooperation with a foreign institution (KSDLL)")
    PASS_ON = "pass_on", _("State project, grant or loan passed on to the city")
    PROGRAMME = "programme", _("Training programme of a partner")
    MEMBERSHIP = "membership", _("Membership of an international organisation")
    LEGACY = "legacy", _("Signed before PP 28/2018")
    CONTACT = "contact", _("Visit or contact without a procedure")


PARTY_TRACKS = (Track.KSDPL, Track.KSDLL)
"""The city is a party of its own: the legal gate of UU 23/2014 Article 367(2) applies."""


class SignedBefore(TextChoices):
    """Whether an old text was signed before 13 July 2018, the day on which PP 28/2018 came into force."""

    YES = "yes", _("Yes, before 13 July 2018")
    NO = "no", _("No, on 13 July 2018 or later")
    NOT_KNOWN = "not_known", _("Not known")


class Stage(TextChoices):
    """All stages of all tracks; the order within a track is in `TRACKS`."""

    PROPOSAL = "proposal", _("Proposal")
    SELECTED = "selected", _("Selected as recipient")
    INITIATIVE = "initiative", _("Initiative")
    EXPLORATION = "exploration", _("Exploration")
    CONSULTATION = "consultation", _("Coordination and consultation with the Ministers")
    INTENT = "intent", _("Letter of Intent")
    PLAN = "plan", _("Cooperation plan")
    COUNCIL = "council", _("Approval of the city council (DPRD)")
    VERIFICATION = "verification", _("Verification and consideration by the Minister of Home Affairs")
    DRAFT = "draft", _("Draft agreement")
    INTERMINISTERIAL = "interministerial", _("Inter-ministry meeting")
    DISCUSSION = "discussion", _("Discussion with the partner")
    CONFIRMATION = "confirmation", _("Letter of confirmation")
    CENTRAL_APPROVAL = "central_approval", _("Approval of the central government")
    FULL_POWERS = "full_powers", _("Full powers")
    SIGNING = "signing", _("Signing")
    STATE_AGREEMENT = "state_agreement", _("Agreement between the state and the partner")
    ON_GRANTING = "on_granting", _("On-granting agreement")
    IMPLEMENTATION = "implementation", _("Implementation")
    HANDOVER = "handover", _("Handover (BAST)")
    OPERATION = "operation", _("In operation")
    RUNNING = "running", pgettext_lazy("programme", "Running")
    OBSERVER = "observer", _("Observer")
    MEMBER = "member", _("Member")
    CONTACT = "contact", _("Visit or contact")
    COMPLETED = "completed", _("Completed")
    TERMINATED = "terminated", _("Ended early")
    DISCONTINUED = "discontinued", _("Discontinued")


class StatusGroup(TextChoices):
    """The public status of an agreement, derived from its stage and dates."""

    EXPLORATORY = "exploratory", _("Exploratory")
    PREPARATION = "preparation", _("In preparation")
    AWAITING = "awaiting", _("Awaiting approval")
    IN_FORCE = "in_force", _("In force")
    ENDED = "ended", _("Ended")
    DISCONTINUED = "discontinued", pgettext_lazy("group", "Discontinued")
    UNKNOWN = "unknown", _("Status not known")


class StepState(TextChoices):
    """State of one step: of the city's own work, of a request to others, or of an old file."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", pgettext_lazy("step", "Done")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned for repair")
    REJECTED = "rejected", _("Rejected")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    UNKNOWN = "unknown", _("Not known")


AGREEMENTS_OF_OTHERS = (Stage.STATE_AGREEMENT, Stage.ON_GRANTING)
"""Stages at which a text between the state and the partner, or the state and the city, is signed and not approved."""

INSTEAD_OF_DONE = {
    Stage.SELECTED: pgettext_lazy("step", "Selected"),
    Stage.OBSERVER: pgettext_lazy("step", "Recorded as an observer"),
    Stage.MEMBER: pgettext_lazy("step", "Recorded as a member"),
}
"""The word instead of "done" for a stage that says what the city is, not what it does."""


def state_word(stage: str, state: str) -> str:
    """Return the label of the state of a step.

    At the consultation it is "Answered" instead of "Approved", since the Ministers are consulted and approve nothing
    (PP 28/2018 Article 28(4)). A text of the state is "Signed", and a city that was chosen is "Selected"; a
    member or observer is not "done".
    """
    if state == StepState.APPROVED and stage == Stage.CONSULTATION:
        return pgettext("step", "Answered")
    if state == StepState.APPROVED and stage in AGREEMENTS_OF_OTHERS:
        return pgettext("step", "Signed")
    if state == StepState.DONE and stage in INSTEAD_OF_DONE:
        return str(INSTEAD_OF_DONE[Stage(stage)])
    return str(StepState(state).label)


OWN_STATES = (StepState.NOT_STARTED, StepState.IN_PROGRESS, StepState.DONE)
ASKED_STATES = (
    StepState.NOT_STARTED,
    StepState.SUBMITTED,
    StepState.APPROVED,
    StepState.RETURNED,
    StepState.REJECTED,
)
SATISFIED = frozenset({StepState.DONE, StepState.APPROVED})
ANSWERED = frozenset({StepState.APPROVED, StepState.RETURNED, StepState.REJECTED})
TOUCHED = SATISFIED | {
    StepState.IN_PROGRESS,
    StepState.SUBMITTED,
    StepState.RETURNED,
    StepState.REJECTED,
}
"""States that show that the agreement has reached this step."""


class Holder(TextChoices):
    """Those who are asked for something or have the paper of a step."""

    CITY = "city", _("Kota Jambi")
    COUNCIL = "council", _("DPRD Kota Jambi")
    HOME_AFFAIRS = "home_affairs", _("Ministry of Home Affairs")
    FOREIGN_AFFAIRS = "foreign_affairs", _("Ministry of Foreign Affairs")
    FINANCE = "finance", _("Ministry of Finance")
    STATE_SECRETARIAT = "state_secretariat", _("Ministry of State Secretariat")
    LINE_MINISTRY = "line_ministry", _("Line ministry")
    PARTNER = "partner", _("Partner")


class CouncilRole(TextChoices):
    """The role in which the city council is asked: UU 23/2014 Article 154(1) letters f and g."""

    APPROVAL = "approval", _("Approval")
    OPINION = "opinion", _("Opinion and considerations")
    NOT_NEEDED = "not_needed", _("Not needed")


class Verb(TextChoices):
    """The actions on the life cycle of an agreement; each is one function in the room `agreements.stages`."""

    ADVANCE = "advance", _("Advance")
    RECORD_PAST = "record_past", _("Record past steps")
    RETURN = "return_for_repair", _("Return for repair")
    STOP = "stop", _("Discontinue")
    END = "end", _("End early")
    WAIVE = "waive", _("Record without proof of the step")
    CHANGE_TRACK = "change_track", _("Change the track")


class StopReason(TextChoices):
    """The reason why a proposal was given up before it was signed."""

    AFTER_INTENT = "after_intent", _("Not continued after the Letter of Intent")
    PARTNER_WITHDREW = "partner_withdrew", _("The partner withdrew")
    CITY_WITHDREW = "city_withdrew", _("The city withdrew")
    NOT_APPROVED = "not_approved", _("Not approved")
    OTHER = "other", pgettext_lazy("reason", "Other")


class InstrumentKind(TextChoices):
    """The kind of a paper that was signed or exchanged in a cooperation (PP 28/2018 Articles 23 and 28; PP 10/2011)."""

    INTENT = "intent", _("Letter of Intent (LoI)")
    MOU = "mou", _("Agreement text (MoU/MSP)")
    IMPLEMENTING = "implementing", _("Implementing arrangement")
    PLAN_OF_ACTION = "plan_of_action", _("Plan of action")
    EXTENSION = "extension", _("Addendum or extension")
    AUTOMATIC = "automatic", _("Automatic extension")
    EXCHANGE = "exchange", _("Exchange of letters")
    STATE_AGREEMENT = "state_agreement", _("Loan or grant agreement of the state")
    PASS_ON = "pass_on", _("On-granting or pass-on agreement")
    AWARD = "award", _("Letter of award or selection")
    MEMBERSHIP = "membership", _("Membership decision")
    MINUTES = "minutes", _("Minutes")
    HANDOVER = "handover", _("Handover record (BAST)")
    TERMINATION = "termination", _("Termination notice")
    OTHER = "other", pgettext_lazy("instrument", "Other")


IN_FORCE_KINDS = frozenset(
    {
        InstrumentKind.MOU,
        InstrumentKind.EXCHANGE,
        InstrumentKind.STATE_AGREEMENT,
        InstrumentKind.PASS_ON,
        InstrumentKind.MEMBERSHIP,
    }
)
"""Instruments that put an agreement in force. Their extensions do too; an LoI, minutes or a handover record do not."""
EXTENSION_KINDS = frozenset({InstrumentKind.EXTENSION, InstrumentKind.AUTOMATIC})
