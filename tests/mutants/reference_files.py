"""Guards of the reference tables as files: who may, what was shown, all or nothing, and what no file can change."""

from tests.mutants.guard import Guard, T

R = "agreements/record/staff/reference_files"
F = f"{T}/record/reference_files"
PAGES, ROWS, OUT = (f"{F}/test_import_pages.py",), (f"{F}/test_rows.py",), (f"{F}/test_export.py",)
PENDING = ("tests/jambi_coop/lib/files/test_pending_files.py",)


def _pending(name: str, before: str, after: str) -> Guard:
    return Guard(f"pending file: {name}", "jambi_coop/lib/files/pending_files.py", before, after, PENDING)


def _rows(name: str, before: str, after: str, tests: tuple[str, ...] = ROWS) -> Guard:
    return Guard(f"reference file: {name}", f"{R}/resources.py", before, after, tests)


def _page(name: str, before: str, after: str, module: str = "admin") -> Guard:
    return Guard(f"reference file: {name}", f"{R}/{module}.py", before, after, PAGES)


REFERENCE_FILES = [
    _page("import needs the rights of writing by hand", "        return by_hand and super()", "        return super()"),
    _page("import needs its own right", "return by_hand and super().has_import_permission(request)", "return by_hand"),
    _page(
        "the page of sending asks for the right",
        '"""Ask for a file, and show what it would change."""\n        self._refuse_unless_importing(request)\n',
        '"""Ask for a file, and show what it would change."""\n',
    ),
    _page(
        "the page of writing asks for the right",
        'only as long as it would still be the same."""\n        self._refuse_unless_importing(request)\n',
        'only as long as it would still be the same."""\n',
    ),
    Guard(
        "reference file: the setting of the right",
        "jambi_coop/settings.py",
        'IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"\n',
        "",
        PAGES,
    ),
    _page("no button while a cell is at fault", "if found.changes and not found.faults:", "if True:"),
    _page(
        "agreements are found by the new name", 'refresh_found(getattr(self, "found_through", ()), found.rows)', "pass"
    ),
    _page(
        "only what was shown is written",
        "same = not found.faults and found.fingerprint == fingerprint",
        "same = not found.faults",
        "preview",
    ),
    _page("what differs is not kept", "            transaction.set_rollback(True)\n", "            pass\n", "preview"),
    _page(
        "what is shown does not hang on primary keys",
        "repr(one.export(instance) if isinstance(value, models.Model) else value)",
        "repr(value.pk if isinstance(value, models.Model) else value)",
        "preview",
    ),
    Guard(
        "reference file: an error that is no fault of the file is raised",
        f"{R}/preview.py",
        "        raise error.error\n",
        "        pass\n",
        ROWS,
    ),
    _rows("all or none", '"rollback_on_validation_errors": True', '"rollback_on_validation_errors": False'),
    _rows("a key stands once", "        if number in self.twice:\n", "        if False:\n"),
    _rows("a key in other case makes no second row", '"" if key in keys else next(iter(keys), "")', '""'),
    _rows("what stays is not written", "skip_unchanged = True", "skip_unchanged = False"),
    _rows("rules of the model", "clean_model_instances = True", "clean_model_instances = False"),
    _rows("a bounded number of rows", "if len(dataset) > MOST_ROWS:", "if False:"),
    _rows("versions rise", "and not is_create:", "and False:"),
    _rows(
        "history of new rows",
        "            record_author(instance, by=self.by, reason=self.reason)\n            instance.save(",
        "            instance.save(",
    ),
    _rows("the database's refusal in words", "            instance.full_clean()\n", ""),
    _rows("the file confirms no proposal", "if is_create and self.by is not None:", "if self.by is not None:"),
    _rows(
        "no column of people",
        '"is_active")\n\n    class Meta:\n        model = Office\n'
        '        import_id_fields = ("code",)\n        fields = (',
        '"is_active")\n    head = row_of(Office, "head", "username")\n\n    class Meta:\n        model = Office\n'
        '        import_id_fields = ("code",)\n        fields = ("head", ',
    ),
    _rows("links without a query for each row", "queryset.select_related(*links) if links", "queryset if links", OUT),
    Guard(
        "reference file: an empty cell changes nothing",
        f"{R}/cells.py",
        "        if cell_text(row[self.column_name]):\n",
        "        if True:\n",
        ROWS,
    ),
    Guard(
        "reference file: other words are no no",
        "jambi_coop/lib/sheets/cell_reading.py",
        "if _word(text) in YES | NO:",
        "if True:",
        ROWS,
    ),
    Guard(
        "reference file: validators of the form",
        f"{R}/cells.py",
        "        self.form_field.run_validators(value)\n",
        "",
        ROWS,
    ),
    Guard("reference file: the error of a formula", f"{R}/cells.py", "if _ERRORS.fullmatch(text):", "if False:", ROWS),
    Guard(
        "reference file: export needs its own right",
        "jambi_coop/lib/tables/export_admin.py",
        "        if not self.has_export_permission(request):\n            raise PermissionDenied\n",
        "",
        OUT,
    ),
    Guard(
        "office: a new one of a file is confirmed as if typed",
        f"{R}/resources.py",
        "            confirm_new(instance, by=self.by, on=self.on)\n",
        "            instance.confirmed_on = self.on\n",
        ROWS,
    ),
    _pending("for its user and purpose", '(facts["user"], facts["purpose"]) != (user.pk, purpose)', "False"),
    _pending("of the hash that was shown", 'if _hash(content) == facts["sha256"] else None', ""),
    _pending("taken once", "        path.unlink()\n", ""),
    _pending("for a day", ", max_age=RETAINED_FOR", ""),
]
