"""Models of the register, a module for each noun."""

from .agreement import Agreement, LegalField, Party, RegisterSeries, Sector
from .assessment import Answer, Assessment, OfficialVisit
from .attestation import Attestation
from .day_off import DayOff
from .digest import Digest
from .document import Document
from .follow_up import FollowUp, Participation, StateFilter
from .import_batch import ImportBatch, ImportRow
from .instrument import Instrument, Signature
from .legal import Citation, LegalBasis, Regulation
from .letter import Letter
from .letter_template import LetterKind, LetterTemplate
from .letterhead import Letterhead
from .loaded import LoadedRecord
from .message import MailPreference, Message, MessageItem
from .money import Transaction
from .office import Office
from .report import FollowUpReport, ReportedParticipation, ReportState
from .result import BeneficiaryCount, Indicator, Measurement, Target
from .review import Review
from .sent_report import SentReport
from .source import CityStatement, Source, Statement
from .step import Step, Waiver
from .stretch import Stretch
from .work import CalendarLink, JobRun, Snooze
