"""The reports that the office has, in the order of their list.

To add one: a module with the function that makes it and the definitions of its figures, an entry here, and a row in the
tables of `tests/agreements/reports/`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from django.utils.translation import gettext_lazy

from agreements.lifecycle.tracks import Text

from .coordination import coordination
from .ending import ending
from .implementation import implementation
from .information import information
from .one_agreement import one_agreement
from .parameters import Exempt, Parameters
from .quarterly import quarterly
from .recap import recap
from .register_book import register_book
from .report import Report
from .without_follow_up import without_follow_up
from .yearly import yearly


class ReportKind(NamedTuple):
    """A report: code in addresses and files, name, a sentence on what it is for, parameters, and its maker.

    `usual` are parameters that are others than `usual_values` where nothing is asked.
    """

    code: str
    name: Text
    sentence: Text
    parameters: tuple[str, ...]
    make: Callable[[Parameters, date, object], Report]
    usual: Mapping[str, str] = MappingProxyType({})


_ALL = (
    ReportKind(
        "buku-register",
        gettext_lazy("Register of international cooperation"),
        gettext_lazy("Every cooperation with its text, numbers, signatories, term, status and letters."),
        ("office", "exempt"),
        register_book,
    ),
    ReportKind(
        "pelaksanaan",
        gettext_lazy("Report on the implementation of KSDPL and KSDLL"),
        gettext_lazy(
            "What was done in a period, with funds, results, obstacles and next steps (PP 28/2018 Article 43)."
        ),
        ("start", "end", "office", "exempt"),
        implementation,
    ),
    ReportKind(
        "triwulan",
        gettext_lazy("Quarterly report on foreign grants and loans"),
        gettext_lazy("Procurement, progress, absorption, obstacles and next steps (PP 10/2011 Article 76)."),
        ("year", "quarter", "office", "exempt"),
        quarterly,
    ),
    ReportKind(
        "rekap",
        gettext_lazy("Summary by country, field or office"),
        gettext_lazy("How many cooperations there are, and where they stand."),
        ("by", "office", "exempt"),
        recap,
    ),
    ReportKind(
        "akan-berakhir",
        gettext_lazy("Texts that will end"),
        gettext_lazy("What ends soon, with options, notice and the decision on it."),
        ("days", "office", "exempt"),
        ending,
    ),
    ReportKind(
        "tanpa-tindak-lanjut",
        gettext_lazy("Cooperation without follow-up"),
        gettext_lazy("Signed texts without a recorded activity for months, and what the register knows of them."),
        ("months", "office", "exempt"),
        without_follow_up,
    ),
    ReportKind(
        "koordinasi",
        gettext_lazy("State of the coordination"),
        gettext_lazy("Which paper is with whom, since when, and what the city sends next."),
        ("office", "exempt"),
        coordination,
    ),
    ReportKind(
        "evaluasi",
        gettext_lazy("Yearly review of cooperation: promise and outcome"),
        gettext_lazy("What was promised, what was measured, and the money lines with their booking in the APBD."),
        ("year", "office", "exempt"),
        yearly,
        # The coordination meeting has more readers than the register lets see what is exempt.
        {"exempt": Exempt.LEFT_OUT.value},
    ),
    ReportKind(
        "lembar",
        gettext_lazy("Sheet of one cooperation"),
        gettext_lazy("All of one cooperation on a sheet, for a meeting."),
        ("register_number",),
        one_agreement,
    ),
    ReportKind(
        "informasi",
        gettext_lazy("Lists of public and exempt information"),
        gettext_lazy("For the PPID: what everybody can read, and what is exempt on which ground."),
        ("disclosure", "office"),
        information,
    ),
)
REPORTS = {one.code: one for one in _ALL}
"""By code."""
