"""Forms with which staff ask for an action; the rules themselves are in `agreements.actions`."""

from .action import ActionForm
from .past_steps import PastStepsForm
from .report import ReportForm
from .verbs import VERB_FORMS, VerbForm

__all__ = ["VERB_FORMS", "ActionForm", "PastStepsForm", "ReportForm", "VerbForm"]
