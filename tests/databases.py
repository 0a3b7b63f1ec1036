"""Which tests also run on SQLite in `make test`: those of what the two databases do differently.

Everything runs on PostgreSQL, which production uses. What does not ask the database for more than rows by their key
cannot differ on SQLite; there `make test` takes the tests below, and `make ci` all of them. A module that compares,
sorts, searches, restricts or locks in the database belongs on this list, or of a long one the tests that do.
"""

ALSO_ON_SQLITE = {
    # Search and filters: word search is the database's own on PostgreSQL, upper and lower case differ.
    "agreements/record/test_search.py",
    "agreements/record/test_filters.py",
    "agreements/public/test_agreement_list.py",
    "partners/test_pages.py",
    "agreements/record/test_access.py::test_operator_lists_only_the_own_office",
    "agreements/record/test_access.py::test_autocomplete_offers_only_what_the_user_may_see",
    # Order: unknown days and unlike letters.
    "agreements/oversight/test_worklist.py::test_list_holds_the_record_and_not_its_counterexample",
    "agreements/oversight/test_worklist.py::test_rows_come_by_days_and_the_unknown_last",
    "agreements/public/test_rows_tell_apart.py",
    "agreements/exchange/test_export.py",
    # Days of known precision, counted and compared in queries.
    "jambi_coop/lib/dates/test_fields.py",
    "agreements/record/test_stretches.py",
    "agreements/record/test_status.py",
    "agreements/oversight/test_statistics.py",
    "agreements/oversight/test_statistics_results.py",
    "agreements/before_signing/test_coordination_desk.py::test_paper_lies_with_its_holder_the_longest_first",
    # Constraints, versions and locks.
    "jambi_coop/lib/versions/test_versioning.py",
    "jambi_coop/lib/versions/test_history.py",
    "agreements/record/test_conflicts.py::test_second_editor_of_a_row_inside_the_form_is_stopped_too",
    "agreements/record/test_conflicts.py::test_a_row_that_was_deleted_meanwhile_is_not_resurrected",
    "agreements/oversight/test_check_register.py",
    "agreements/reminders/test_nightly_round.py::test_second_run_of_a_day_sends_nothing",
    "agreements/reminders/test_nightly_round.py::test_missed_nights_lose_nothing_and_tell_only_the_latest_step",
    # Migrations, the loader and all addresses: the way in which the register is first tried out.
    "test_migrations.py",
    "test_factories.py",
    "agreements/cases/test_load_cases.py",
    "agreements/cases/test_fixtures.py",
    "test_url_matrix.py",
}
