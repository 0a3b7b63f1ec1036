"""The guards of the register, the mutation of each, and the tests that must notice it.

`before` must occur exactly once in the file and is replaced by `after`. When a guard is moved or reworded, it has to be
changed here too.
"""

from tests.mutants.conditions import CONDITIONS
from tests.mutants.confirmations import CONFIRMATIONS
from tests.mutants.corrections import CORRECTIONS
from tests.mutants.counts import COUNTS
from tests.mutants.guard import WHITE_LIST, Guard, T
from tests.mutants.imports import IMPORTS
from tests.mutants.letters import LETTERS
from tests.mutants.letters_written import LETTERS_WRITTEN
from tests.mutants.number_guards import TYPED_NUMBERS
from tests.mutants.office_lists import OFFICE_LISTS
from tests.mutants.offices import OFFICES
from tests.mutants.old_texts import OLD_TEXTS
from tests.mutants.reference_files import REFERENCE_FILES
from tests.mutants.reports import REPORTS as REPORTS_OF_THE_OFFICE
from tests.mutants.result_guards import RESULTS
from tests.mutants.sheets import INCOMING_SHEETS
from tests.mutants.signing import SIGNING
from tests.mutants.true_words import TRUE_WORDS

GATE = (f"{T}/stages/test_gate.py::test_no_signing_past_a_step_that_is_open",)
REPORTS = (f"{T}/office_reports/test_decided.py", f"{T}/office_reports/test_actions.py")
MESSAGES = (f"{T}/reminders/test_messages.py", f"{T}/reminders/test_nightly_round.py")
DATES = ("tests/jambi_coop/lib/dates/test_dates.py",)
SETTINGS = ("tests/jambi_coop/test_settings.py",)

LAW = [
    Guard(
        "gate: the refusal in advance",
        "agreements/stages/actions.py",
        "    refuse_at_gate(agreement, unmet)\n    keep_signing_reason",
        "    keep_signing_reason",
        GATE,
    ),
    Guard("gate: what blocks", "agreements/stages/gate.py", "if item.blocking]", "if False]", GATE),
    Guard(
        "gate: signings of the past",
        "agreements/stages/past_steps.py",
        "    refuse_at_gate(agreement, of_signing)\n",
        "",
        (f"{T}/stages/test_gate.py", f"{T}/stages/test_actions.py"),
    ),
    Guard(
        "waiver: needs the right",
        "agreements/stages/waivers.py",
        '    require(by, "agreements.waive_step")\n',
        "",
        (f"{T}/stages/test_actions.py", f"{T}/record/test_access.py"),
    ),
    Guard(
        "waiver: needs a reason",
        "agreements/stages/waivers.py",
        "reason = stated(request.reason)",
        "reason = request.reason",
        (f"{T}/stages/test_actions.py",),
    ),
    Guard(
        "waiver: only what the track requires",
        "agreements/stages/waivers.py",
        "if spec is None or spec.optional or spec.event or holder not in spec.possible_holders:",
        "if spec is None:",
        (f"{T}/stages/test_actions.py", f"{T}/stages/test_gate.py"),
    ),
    Guard(
        "working days: holidays count as days off",
        "jambi_coop/lib/dates/working_days.py",
        "categories=(PUBLIC, GOVERNMENT)",
        "categories=(PUBLIC,)",
        ("tests/jambi_coop/lib/dates/test_working_days.py",),
    ),
    Guard(
        "working days: the day itself does not count",
        "jambi_coop/lib/dates/working_days.py",
        "get_working_days_count(start + timedelta(days=1), end)",
        "get_working_days_count(start, end)",
        ("tests/jambi_coop/lib/dates/test_working_days.py",),
    ),
]

PUBLIC = [
    Guard(
        "public: the class of an agreement",
        "agreements/models/agreement.py",
        "return self.alive().filter(publication_class=PublicationClass.PUBLIC)",
        "return self.alive()",
        WHITE_LIST,
    ),
    Guard(
        "public: the class of a document",
        "agreements/models/document.py",
        "            publication_class=PublicationClass.PUBLIC,\n            agreement__publication_class",
        "            agreement__publication_class",
        (*WHITE_LIST, f"{T}/record/test_documents.py"),
    ),
    Guard(
        "public: a document of a withheld agreement",
        "agreements/models/document.py",
        "            agreement__publication_class=PublicationClass.PUBLIC,\n",
        "",
        (f"{T}/record/test_documents.py",),
    ),
    Guard(
        "public: a follow-up that is withheld",
        "agreements/models/follow_up.py",
        "        return self.filter(is_public=True)",
        "        return self.all()",
        (*WHITE_LIST, f"{T}/follow_up/test_actions.py"),
    ),
    Guard(
        "public: activity that is withheld",
        "agreements/record/rule_facts.py",
        "if one.is_public and one.cancelled_on is None]",
        "if one.cancelled_on is None]",
        (f"{T}/record/test_status.py",),
    ),
    Guard(
        "public: a report that nobody approved",
        "agreements/record/rule_facts.py",
        "for one in follow_up.reports.all() if one.state == ReportState.APPROVED)",
        "for one in follow_up.reports.all())",
        (f"{T}/record/test_status.py",),
    ),
    Guard(
        "public: internal columns of the export",
        "agreements/exchange/agreement_columns.py",
        "PUBLIC: list[TableColumn] = [\n",
        'PUBLIC: list[TableColumn] = [\n    plain("note", _("Internal note"), width=50),\n',
        (f"{T}/exchange/test_agreement_columns.py",),
    ),
    Guard(
        "public: internal partners in the export",
        "agreements/exchange/agreement_columns.py",
        "Partner.objects.all() if staff else Partner.objects.public()",
        "Partner.objects.all()",
        (f"{T}/exchange/test_agreement_columns.py", *WHITE_LIST),
    ),
    Guard(
        "public: the parent of an exported agreement",
        "agreements/exchange/agreement_columns.py",
        "shown = row.parent is not None and row.parent.is_public and not row.parent.in_trash",
        "shown = row.parent is not None",
        (f"{T}/exchange/test_agreement_columns.py", *WHITE_LIST),
    ),
    Guard(
        "money: pledges in totals",
        "agreements/models/money.py",
        "kind__in=[Transaction.Kind.COMMITMENT, Transaction.Kind.RECEIVED], ",
        "",
        (f"{T}/public/test_money_totals.py",),
    ),
    Guard(
        "money: unchecked lines in totals",
        "agreements/models/money.py",
        ", checked_on__isnull=False)",
        ")",
        (f"{T}/public/test_money_totals.py",),
    ),
]

PEOPLE = [
    Guard(
        "rights: a department sees its own agreements",
        "agreements/record/permissions.py",
        '    return agreements.filter(pk__in=agreements.model.objects.filter(mine).values("pk"))',
        "    return agreements",
        (f"{T}/record/test_access.py",),
    ),
    Guard(
        "rights: a department reports on its own follow-ups",
        "agreements/record/permissions.py",
        "return kept.filter(Q(office__in=user.offices.all()) | in_charge)",
        "return kept",
        (f"{T}/office_reports/test_actions.py", f"{T}/office_reports/test_pages.py"),
    ),
    Guard(
        "rights: exempt documents of a department",
        "agreements/record/permissions.py",
        "        documents.exclude(publication_class=PublicationClass.EXEMPT)\n",
        "        documents\n",
        (f"{T}/record/test_documents.py", f"{T}/record/test_access.py"),
    ),
    Guard(
        "publishing: somebody else than who edited",
        "agreements/record/publication.py",
        "if needs_second_person(",
        "if False and needs_second_person(",
        (f"{T}/stages/test_actions.py", f"{T}/record/test_access.py"),
    ),
    Guard(
        "version: a change on top of an older one",
        "jambi_coop/lib/versions/versioning.py",
        "if row is None or expected not in (None, row.version):",
        "if row is None:",
        ("tests/jambi_coop/lib/versions/test_versioning.py", f"{T}/record/test_conflicts.py"),
    ),
    Guard(
        "version: a form that says none",
        "jambi_coop/lib/versions/versioning.py",
        "and len(str(text)) < 10 else NEVER",
        "and len(str(text)) < 10 else None",
        ("tests/jambi_coop/lib/versions/test_versioning.py", f"{T}/record/test_conflicts.py"),
    ),
    Guard(
        "report: an approved one is closed to its office",
        "agreements/office_reports/actions.py",
        "        if not current.is_open:",
        "        if False:",
        REPORTS,
    ),
    Guard(
        "report: an approved one is not decided on again",
        "agreements/office_reports/actions.py",
        '    if report.state != ReportState.SUBMITTED:\n        return _("Only a submitted',
        '    if False:\n        return _("Only a submitted',
        REPORTS,
    ),
    Guard(
        "report: an approved one is not taken back",
        "agreements/office_reports/actions.py",
        '    if report.state != ReportState.SUBMITTED:\n        raise ValidationError(_("This report has been decided',
        '    if False:\n        raise ValidationError(_("This report has been decided',
        REPORTS,
    ),
    Guard(
        "report: nobody approves what he or she wrote",
        "agreements/office_reports/actions.py",
        "    if by.pk in writers_of(report):",
        "    if False:",
        REPORTS,
    ),
    Guard(
        "report: what it plans is not shown where its follow-up is not",
        "agreements/office_reports/actions.py",
        "is_public=following.is_public and row.is_public,",
        "is_public=following.is_public,",
        REPORTS,
    ),
    Guard(
        "reminders: told once",
        "agreements/reminders/messages.py",
        "    if not created:\n        return None\n",
        "",
        MESSAGES,
    ),
    Guard(
        "messages: claimed by one run",
        "agreements/reminders/messages.py",
        "mine = Message.objects.filter(may_be_taken_up(now), pk=message.pk)",
        "mine = Message.objects.filter(pk=message.pk)",
        MESSAGES,
    ),
    Guard(
        "log-in: the limit of failures",
        "jambi_coop/settings.py",
        'env.int("LOGIN_FAILURE_LIMIT", default=5)',
        'env.int("LOGIN_FAILURE_LIMIT", default=500)',
        SETTINGS,
    ),
    Guard(
        "log-in: the minutes of a lock",
        "jambi_coop/settings.py",
        'env.int("LOGIN_LOCK_MINUTES", default=15)',
        'env.int("LOGIN_LOCK_MINUTES", default=0)',
        SETTINGS,
    ),
    Guard(
        "log-in: throttled at all",
        "jambi_coop/settings.py",
        'env.bool("LOGIN_THROTTLING", default=True)',
        'env.bool("LOGIN_THROTTLING", default=False)',
        SETTINGS,
    ),
]

KNOWN_DATES = [
    Guard(
        "dates: a year is its whole year",
        "jambi_coop/lib/dates/known_date.py",
        "return cls(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)",
        "return cls(date(year, 1, 1), date(year, 1, 1), Precision.YEAR)",
        DATES,
    ),
    Guard(
        "dates: certainly after",
        "jambi_coop/lib/dates/known_date.py",
        "return self.earliest is not None and latest is not None and self.earliest > latest",
        "return self.latest is not None and latest is not None and self.latest > latest",
        DATES,
    ),
    Guard(
        "dates: month before day is refused",
        "jambi_coop/lib/dates/parser.py",
        "            raise _Problem(MONTH_BEFORE_DAY)",
        "            return _day(match[3], int(match[1]), match[4])",
        DATES,
    ),
    Guard(
        "dates: a year of two digits is refused",
        "jambi_coop/lib/dates/parser.py",
        "        raise _Problem(SHORT_YEAR)",
        "        return 2000 + int(text)",
        DATES,
    ),
]

GUARDS = [
    *(*LAW, *SIGNING, *OLD_TEXTS, *TRUE_WORDS, *PUBLIC, *RESULTS, *PEOPLE, *KNOWN_DATES, *TYPED_NUMBERS, *COUNTS),
    *(*CONDITIONS, *CONFIRMATIONS, *LETTERS, *LETTERS_WRITTEN, *OFFICES, *CORRECTIONS),
    *(*INCOMING_SHEETS, *REFERENCE_FILES, *IMPORTS, *OFFICE_LISTS, *REPORTS_OF_THE_OFFICE),
]
