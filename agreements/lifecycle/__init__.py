"""The life of an agreement as data: tracks, stages, the legal gate, the verbs.

No query, no clock, no request. `docs/lifecycle.md` is generated from this package.
"""

from .explanations import TRACK_NOTES, Explanation, explanation_of
from .questions import ANALYSIS, PLAN_PARTS, QUESTIONS, Question, QuestionSource, Reply, plan_gaps, questions_of
from .rules import (
    PP_28_2018_IN_FORCE,
    Missing,
    StepFact,
    allowed_verbs,
    before_effect,
    before_signing,
    first_stage,
    fits,
    furthest_stage,
    is_approval,
    is_gated,
    is_satisfied,
    latest_rounds,
    may_be_legacy,
    missing,
    next_stages,
    position,
    spec_of,
    stopped_at,
    the_spec,
)
from .tracks import END_STAGES, RUNNING_STAGES, SIGNED_STAGES, STAGE_GROUPS, TRACK_OF_KIND, TRACKS, StageSpec
from .vocabulary import (
    ANSWERED,
    ASKED_STATES,
    OWN_STATES,
    PARTY_TRACKS,
    SATISFIED,
    TOUCHED,
    CouncilRole,
    Holder,
    Stage,
    StatusGroup,
    StepState,
    StopReason,
    Track,
    Verb,
    state_word,
)
