"""The guards of the reports of the office: who may see what, what is summed, and that what was sent stays."""

from tests.mutants.guard import Guard, T

EACH = (f"{T}/reports/test_reports.py",)
PAGES = (f"{T}/reports/test_pages.py",)
SENT = (f"{T}/reports/test_sent.py",)
REPORTS = [
    Guard(
        "reports: only what the user may see",
        "agreements/reports/records.py",
        "agreements_for(user, Agreement.objects.alive().of_this_city(examples=parameters.examples))",
        "Agreement.objects.alive().of_this_city(examples=parameters.examples)",
        (f"{EACH[0]}::test_a_record_of_another_office_is_not_told",),
    ),
    Guard(
        "reports: need the right to export",
        "agreements/reports/pages.py",
        "    require(request.user, EXPORT)\n    if code not in REPORTS:",
        "    if code not in REPORTS:",
        (f"{PAGES[0]}::test_reports_are_for_those_who_may_export",),
    ),
    Guard(
        "reports: examples only when asked for",
        "agreements/reports/records.py",
        "of_this_city(examples=parameters.examples)",
        "of_this_city(examples=True)",
        (f"{EACH[0]}::test_others_than_this_citys_real_cooperation_stand_nowhere",),
    ),
    Guard(
        "reports: what is exempt is left out where asked",
        "agreements/reports/records.py",
        "if parameters.exempt == Exempt.LEFT_OUT:\n        seen",
        "if False:\n        seen",
        (f"{T}/reports/test_exempt.py",),
    ),
    Guard(
        "reports: what is exempt is marked",
        "agreements/reports/cells.py",
        "return marked(known_title(row), row)",
        "return known_title(row)",
        (f"{T}/reports/test_exempt.py",),
    ),
    Guard(
        "reports: a year tells nothing that began later",
        "agreements/reports/yearly.py",
        "if not had_begun(row, last, *periods, *promised):",
        "if False:",
        (f"{T}/reports/test_periods.py",),
    ),
    Guard(
        "reports: money of the year only",
        "agreements/reports/yearly.py",
        "return may_lie_in(one.value_date, first, last) if one.kind in MOVED else may_lie_by(one.value_date, last)",
        "return True",
        (f"{T}/reports/test_periods.py",),
    ),
    Guard(
        "reports: sums of checked lines only",
        "agreements/reports/records.py",
        "Transaction.objects.countable()",
        "Transaction.objects",
        (f"{T}/reports/test_each_report.py::test_only_checked_lines_are_summed_by_currency",),
    ),
    Guard(
        "reports: only approved reports of offices",
        "agreements/reports/records.py",
        "FollowUpReport.objects.filter(state=ReportState.APPROVED)",
        "FollowUpReport.objects.all()",
        (f"{T}/reports/test_each_report.py::test_quarterly_report_waits_for_the_approval",),
    ),
    Guard(
        "reports: what was sent is for those who see everything",
        "agreements/reports/sent.py",
        "return user.has_perm(EXPORT) and sees_everything(user)",
        "return user.has_perm(EXPORT)",
        (f"{SENT[0]}::test_who_does_not_see_everything_sees_nothing_that_was_sent",),
    ),
    Guard(
        "reports: nothing else is sent than was shown",
        "agreements/reports/sent_pages.py",
        'if form.cleaned_data["shown"] == mark:',
        "if True:",
        (f"{SENT[0]}::test_a_report_that_changed_meanwhile_is_shown_again_first",),
    ),
    Guard(
        "reports: a letter number is never changed",
        "agreements/reports/sent.py",
        "    if sent.letter_number:\n",
        "    if False:\n",
        (f"{SENT[0]}::test_letter_number_comes_later_and_is_never_changed",),
    ),
    Guard(
        "letterhead: one row",
        "agreements/record/staff/letterhead_admin.py",
        "return super().has_add_permission(request) and not Letterhead.objects.exists()",
        "return super().has_add_permission(request)",
        (f"{T}/record/test_letterhead.py::test_there_is_one_row",),
    ),
    Guard(
        "letterhead: a logo is a picture",
        "agreements/record/letterhead.py",
        'if not facts.media_type.startswith("image/"):',
        "if False:",
        (f"{T}/record/test_letterhead.py::test_what_is_no_logo_is_refused_and_leaves_no_file",),
    ),
]
