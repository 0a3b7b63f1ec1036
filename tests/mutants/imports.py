"""Guards of the import of spreadsheets, and of the trash of the rows of a record."""

from tests.mutants.guard import Guard, T

IMPORT = (f"{T}/exchange/importing/test_import.py", f"{T}/exchange/importing/test_limits.py")
PAGES = (f"{T}/exchange/importing/test_pages.py",)
COLUMNS = (f"{T}/exchange/importing/test_columns_page.py",)
OLD = (f"{T}/exchange/importing/test_old_register.py",)
REJECTED = (f"{T}/exchange/importing/test_rejected_rows.py",)
TRIP = (f"{T}/exchange/register/test_round_trip.py",)
FILLED = (
    f"{T}/exchange/office_workbook/test_take_in.py",
    f"{T}/exchange/office_workbook/test_as_people_send_them.py",
)
WORKBOOK = (f"{T}/exchange/office_workbook/test_workbook.py",)
WORKBOOK_PAGES = (f"{T}/exchange/office_workbook/test_pages.py",)
FILLED_ROWS = "agreements/exchange/importing/filled_rows.py"
TRASH = (f"{T}/record/test_trash_of_parts.py",)
EXPORTS = ("tests/test_exports_are_logged.py",)
BATCHES = "agreements/exchange/importing/batches.py"
COMPARE = "agreements/exchange/importing/compare.py"
UNDO = "agreements/exchange/importing/undo.py"

IMPORTS = [
    Guard(
        "import: only what was shown",
        BATCHES,
        "    _refuse_other_than_shown(batch, comparison, fingerprint)\n        counts",
        "    counts",
        IMPORT,
    ),
    Guard(
        "import: rejected rows hold it", BATCHES, 'if counts["rejected"] and not skips_rejected:', "if False:", IMPORT
    ),
    Guard("import: once", BATCHES, "        _refuse_done(batch)\n        today", "        today", IMPORT),
    Guard(
        "import: its uploader's",
        BATCHES,
        "        refuse_others(batch, by)\n        _refuse_done",
        "        _refuse_done",
        IMPORT,
    ),
    Guard("import: the right", BATCHES, "    require(by, RIGHTS[kind])\n", "", IMPORT),
    Guard("import: versions are in the fingerprint", BATCHES, ', getattr(one.found, "version", None)]', "]", IMPORT),
    Guard("import: the same key twice", COMPARE, "        self._refuse_twice(compared)\n", "", IMPORT),
    Guard(
        "import: what is alike is asked",
        COMPARE,
        "            one.candidates = [self.table.key_of(row) for row in candidates[:5]]\n",
        "            continue\n",
        IMPORT,
    ),
    Guard("import: equal lines are counted", COMPARE, "taken.add(equal[0].pk)", "taken.add(0)", IMPORT),
    Guard("import: no new row where none may be", COMPARE, "elif not self.table.takes_new:", "elif False:", IMPORT),
    Guard(
        "import: an empty cell leaves what is",
        COMPARE,
        "if self.asked.empties_cells and one.found is not None:",
        "if one.found is not None:",
        IMPORT,
    ),
    Guard("import: rules of the row", COMPARE, "            self._check(one)\n", "            pass\n", IMPORT),
    Guard(
        "import: changed rows are unchecked",
        COMPARE,
        "            forget_checks(one.row)\n",
        "            pass\n",
        IMPORT,
    ),
    Guard(
        "import: only visible records",
        "agreements/exchange/importing/existing.py",
        "        rows = agreements_for(user, rows.alive())\n",
        "        rows = rows.alive()\n",
        IMPORT,
    ),
    Guard(
        "import: pages of others",
        "agreements/exchange/importing/pages.py",
        "        raise Http404 from error\n",
        "        pass\n",
        PAGES,
    ),
    Guard(
        "import: the order of dates is asked before anything is compared",
        BATCHES,
        "    if batch.kind == ImportBatch.Kind.REGISTER and matched.questions:\n",
        "    if False:\n",
        COLUMNS,
    ),
    Guard("import: columns of one account", BATCHES, "    if batch.office is None:\n", "    if False:\n", COLUMNS),
    Guard(
        "import: rejected rows come in as their file was meant",
        "agreements/exchange/importing/sheets.py",
        "                return found.headings[:-2]\n",
        "                return found.headings\n",
        COLUMNS,
    ),
    Guard(
        "import: an old register reads days as its columns write them",
        "agreements/exchange/importing/old_register.py",
        "self.came.orders.get(key, DayOrder.DAY_FIRST)",
        "DayOrder.DAY_FIRST",
        OLD,
    ),
    Guard(
        "import: texts of one partner are asked",
        "agreements/exchange/importing/old_register.py",
        "if _belongs(line, one)][:5]",
        "if False][:5]",
        OLD,
    ),
    Guard(
        "import: no partner without a word",
        "agreements/exchange/importing/old_register.py",
        'if not answer.get("new") or ',
        "if ",
        OLD,
    ),
    Guard(
        "import: a record does not go without its text",
        "agreements/exchange/importing/new_rows.py",
        "        refuse_with(one, [child for child in children[key] if isinstance(child.row, Instrument)], causes)\n",
        "        pass\n",
        REJECTED,
    ),
    Guard(
        "undo: by the importer or a manager",
        UNDO,
        "        if not may_undo(batch, by):\n",
        "        if False:\n",
        IMPORT,
    ),
    Guard("undo: what was changed since stays", UNDO, 'if row.version != record["version"]:', "if False:", IMPORT),
    Guard(
        "undo: what was used since stays",
        UNDO,
        "        if agreement.pk in self.used:\n",
        "        if False:\n",
        IMPORT,
    ),
    Guard(
        "files: exports are logged",
        "agreements/exchange/importing/pages.py",
        "    log_export(request.user, Agreement, name)\n",
        "",
        PAGES,
    ),
    Guard(
        "files: exports of lists are logged",
        "jambi_coop/lib/tables/export_admin.py",
        "        log_export(request.user, self.model,",
        "        str(",
        PAGES,
    ),
    Guard(
        "import: no report is taken for data",
        "agreements/exchange/importing/sheets.py",
        "    if any(map(_is_report, book.sheets)):\n",
        "    if False:\n",
        (f"{T}/exchange/importing/test_our_reports.py",),
    ),
    Guard(
        "import: only a partner of the agreement signed its text",
        "agreements/exchange/importing/new_rows.py",
        "        if not any(_is_same(partner, other) for other in partners):\n",
        "        if False:\n",
        (f"{T}/exchange/importing/test_who_signed.py",),
    ),
    Guard(
        "import: of a step only what nobody recorded yet",
        "agreements/exchange/importing/past_steps.py",
        "    if says_anything(step) and not likeness(",
        "    if False and not likeness(",
        (f"{T}/exchange/importing/test_past_steps.py",),
    ),
    Guard(
        "import: a step by the rules of its form",
        "agreements/exchange/importing/checks.py",
        "        yield from _refusals(lambda: check_step(row, today))\n",
        "        pass\n",
        (f"{T}/exchange/importing/test_past_steps.py",),
    ),
    Guard(
        "undo: the letters go with what they told",
        UNDO,
        "        self._take_back(letters)\n",
        "",
        (f"{T}/exchange/importing/test_past_steps.py",),
    ),
    Guard(
        "files: letters are logged",
        "agreements/letter_writing/pages.py",
        "            log_export(request.user, Agreement, _name(form))\n",
        "",
        EXPORTS,
    ),
    Guard(
        "files: what the public takes is not noted",
        "jambi_coop/lib/tables/export_log.py",
        "    if not user.is_authenticated:\n",
        "    if False:\n",
        EXPORTS,
    ),
    Guard(
        "trash: a row that is needed stays", "agreements/record/trash.py", "    _refuse_while_needed(row)\n", "", TRASH
    ),
    Guard(
        "trash: the last partner stays",
        "agreements/record/trash.py",
        "    if isinstance(row, Party) and not row",
        "    if False and not row",
        TRASH,
    ),
    Guard(
        "trash: a step comes back by those who record steps",
        "agreements/record/staff/trash_page.py",
        "    refuse_unless(model_admin.may_restore(request, row))\n",
        "",
        TRASH,
    ),
    Guard(
        "trash: back only after what it needs",
        "agreements/record/trash.py",
        "        if other is not None and other.in_trash:\n",
        "        if False:\n",
        TRASH,
    ),
    Guard(
        "trash: nothing is written there",
        "agreements/record/locks.py",
        '    if getattr(row, "in_trash", False):\n',
        "    if False:\n",
        TRASH,
    ),
    Guard(
        "trash: out of every list",
        "jambi_coop/lib/records/trash.py",
        "return super().get_queryset().filter(trashed_at__isnull=True)",
        "return super().get_queryset()",
        TRASH,
    ),
    Guard(
        "workbook: other sheets stay out",
        "agreements/exchange/importing/sheets.py",
        "return [row for row in self.rows if row.table in OFFICE_TABLES]",
        "return self.rows",
        FILLED,
    ),
    Guard(
        "workbook: it submits and is not undone",
        "agreements/exchange/importing/undo.py",
        "    if batch.kind == ImportBatch.Kind.OFFICE:\n        return False\n",
        "",
        FILLED,
    ),
    Guard(
        "workbook: a preview writes nothing",
        "agreements/exchange/importing/filled_write.py",
        "        transaction.set_rollback(True)\n",
        "",
        FILLED,
    ),
    Guard(
        "workbook: the office's own day of answering",
        FILLED_ROWS,
        'if "answered_on" not in one.values and not self.is_office:',
        "if False:",
        FILLED,
    ),
    Guard(
        "workbook: only agreements that the office leads",
        FILLED_ROWS,
        "            own = own.filter(lead_office__in=self.by.offices.all())\n",
        "            pass\n",
        FILLED,
    ),
    Guard(
        "workbook: only follow-ups of the office",
        FILLED_ROWS,
        "found = follow_ups_for(by, asked).select_related",
        "found = asked.select_related",
        FILLED,
    ),
    Guard(
        "workbook: no silence beside activity",
        FILLED_ROWS,
        '            one.refuse(text, AGREEMENT_ANSWERS.column("kind"))\n',
        "            pass\n",
        FILLED,
    ),
    Guard(
        "workbook: a waiting report stays",
        FILLED_ROWS,
        "if latest is not None and latest.state == ReportState.SUBMITTED:",
        "if False:",
        FILLED,
    ),
    Guard("workbook: limit of rows", FILLED_ROWS, "for one in compared[MOST_ROWS:]:", "for one in ():", FILLED),
    Guard(
        "workbook: the rules of a report", FILLED_ROWS, "        _check_report(one, today)\n", "        pass\n", FILLED
    ),
    Guard(
        "workbook: an unlisted activity is hidden",
        "agreements/office_reports/new_activity.py",
        "follow_up.version, follow_up.is_public = 0, False",
        "follow_up.version = 0",
        FILLED,
    ),
    Guard(
        "workbook: an activity of the own office",
        "agreements/office_reports/new_activity.py",
        "    _require_own_office(follow_up, by)\n",
        "",
        (f"{T}/office_reports/test_new_activity.py",),
    ),
    Guard(
        "workbook: nothing exempt",
        "agreements/exchange/office_workbook/workbook.py",
        "Agreement.objects.filter(NOT_EXEMPT, lead_office__isnull=False)",
        "Agreement.objects.filter(lead_office__isnull=False)",
        WORKBOOK,
    ),
    Guard(
        "workbook: no exempt follow-up",
        "agreements/exchange/office_workbook/workbook.py",
        "return rows.exclude(agreement__publication_class=PublicationClass.EXEMPT)",
        "return rows",
        WORKBOOK,
    ),
    Guard(
        "workbook: cells to fill in alone are open",
        "agreements/exchange/office_workbook/workbook.py",
        "        fillable=FILLED_IN[table.key],\n",
        "",
        WORKBOOK,
    ),
    Guard(
        "workbook: downloads of the own office",
        "agreements/exchange/importing/office_pages.py",
        "if one.pk == pk), None)",
        "if one), None)",
        WORKBOOK_PAGES,
    ),
    Guard(
        "workbook: files of others",
        "agreements/exchange/importing/office_pages.py",
        "filter(created_by=request.user, kind",
        "filter(kind",
        WORKBOOK_PAGES,
    ),
    Guard(
        "workbook: the answer of another office",
        FILLED_ROWS,
        "        elif office != agreement.lead_office:\n",
        "        elif False:\n",
        FILLED,
    ),
    Guard(
        "workbook: all of a draft is shown",
        FILLED_ROWS,
        "        if key in one.values or before:\n",
        "        if key in one.values:\n",
        FILLED,
    ),
    Guard("workbook: silence beside an unread day", FILLED_ROWS, "        if None in days or", "        if", FILLED),
    Guard(
        "workbook: what is not read is named",
        "agreements/exchange/importing/sheets.py",
        "notes_on_office_sheet(sheet) if is_office_workbook else notes_on_untaken(sheet)",
        "()",
        FILLED,
    ),
    Guard(
        "workbook: no date is guessed",
        "agreements/exchange/importing/sheets.py",
        "    if month_first and table in OFFICE_TABLES:\n",
        "    if False:\n",
        FILLED,
    ),
    Guard(
        "workbook: a sheet by its headings",
        "agreements/exchange/importing/sheets.py",
        " or office_table_of(sheet)\n",
        "\n",
        FILLED,
    ),
    Guard(
        "workbook: confirmed under lock as shown",
        BATCHES,
        "        _refuse_other_than_shown(batch, comparison, fingerprint)\n",
        "",
        FILLED,
    ),
]
