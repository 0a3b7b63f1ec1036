"""Models of the register, by noun."""

from .agreement import Agreement, LegalField, Party, RegisterSeries, Sector, Term
from .digest import Digest
from .document import Document
from .follow_up import FollowUp, Participation
from .legal import Citation, LegalBasis, Regulation
from .loaded import LoadedRecord
from .money import Transaction
from .office import Office
from .result import Indicator, Measurement
from .source import Source, Statement
from .step import Step, Waiver

__all__ = [
    "Agreement",
    "Citation",
    "Digest",
    "Document",
    "FollowUp",
    "Indicator",
    "LegalBasis",
    "LegalField",
    "LoadedRecord",
    "Measurement",
    "Office",
    "Participation",
    "Party",
    "RegisterSeries",
    "Regulation",
    "Sector",
    "Source",
    "Statement",
    "Step",
    "Term",
    "Transaction",
    "Waiver",
]
