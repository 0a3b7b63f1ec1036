"""The tests that `make test` also runs on SQLite: those of behaviour in which the two databases differ.

All tests run on PostgreSQL, which production uses. Code that only reads and writes rows by their key cannot behave
differently on SQLite. `make test` runs the tests below there, and `make ci` runs all. A module whose code compares,
sorts, searches, constrains or locks in the database belongs on this list; of a long module, only those tests.
"""

ALSO_ON_SQLITE = {
    # Search and filters: PostgreSQL has a word search of its own, and the two treat upper and lower case differently.
    "agreements/record/test_search.py",
    "agreements/record/test_filters.py",
    "agreements/public/test_agreement_list.py",
    "partners/test_pages.py",
    "agreements/test_only_of_this_city.py",
    "agreements/record/test_access.py::test_operator_lists_only_the_own_office",
    "agreements/record/test_access.py::test_autocomplete_offers_only_what_the_user_may_see",
    # Order: unknown days, and letters that the two sort differently.
    "agreements/oversight/test_worklist.py::test_list_holds_the_record_and_not_its_counterexample",
    "agreements/oversight/test_worklist.py::test_rows_come_by_days_and_the_unknown_last",
    "agreements/public/test_rows_tell_apart.py",
    "agreements/exchange/test_export.py",
    # Known dates, counted and compared in queries.
    "jambi_coop/lib/dates/test_fields.py",
    "agreements/record/test_stretches.py",
    "agreements/record/test_status.py",
    "agreements/oversight/test_statistics.py",
    "agreements/oversight/test_statistics_results.py",
    "agreements/before_signing/test_coordination_desk.py::test_paper_lies_with_its_holder_the_longest_first",
    # Constraints, versions and locks.
    "agreements/record/reference_files/test_rows.py",
    "agreements/record/test_letterhead.py::test_there_is_one_row",
    "agreements/reports/test_sent.py",
    "jambi_coop/lib/versions/test_versioning.py",
    "agreements/record/test_offices.py::test_database_refuses_a_head_of_a_proposed_office",
    "jambi_coop/lib/versions/test_history.py",
    "agreements/record/test_conflicts.py::test_second_editor_of_a_row_inside_the_form_is_stopped_too",
    "agreements/record/test_conflicts.py::test_a_row_that_was_deleted_meanwhile_is_not_resurrected",
    "agreements/oversight/test_check_register.py",
    "agreements/reminders/test_nightly_round.py::test_second_run_of_a_day_sends_nothing",
    "agreements/reminders/test_nightly_round.py::test_missed_nights_lose_nothing_and_tell_only_the_latest_step",
    # Migrations, the loader and all URLs: a first installation to try the register out uses SQLite.
    "test_migrations.py",
    "test_factories.py",
    "agreements/cases/test_load_cases.py",
    "agreements/cases/test_fixtures.py",
    "test_url_matrix.py",
}
