"""Which tests also run on SQLite in `make test`: those of what the two databases do differently.

Everything runs on PostgreSQL, which production uses. What does not ask the database for more than rows by their key
cannot differ on SQLite; there `make test` takes the tests below, and `make ci` all of them. A module that compares,
sorts, searches, restricts or locks in the database belongs on this list.
"""

ALSO_ON_SQLITE = {
    # Search and filters: word search is the database's own on PostgreSQL, upper and lower case differ.
    "agreements/test_search.py",
    "agreements/test_filters.py",
    "agreements/test_public_list.py",
    "partners/test_pages.py",
    "agreements/admin/test_access.py",
    # Order: unknown days and unlike letters.
    "agreements/test_worklist.py",
    "agreements/test_rows_tell_apart.py",
    "agreements/test_export.py",
    # Days of known precision, counted and compared in queries.
    "jambi_coop/test_date_fields.py",
    "agreements/test_stretches.py",
    "agreements/test_status.py",
    "agreements/test_statistics.py",
    "agreements/test_statistics_results.py",
    "agreements/admin/test_coordination.py",
    # Constraints, versions and locks.
    "jambi_coop/test_versioning.py",
    "jambi_coop/test_history.py",
    "agreements/admin/test_conflicts.py",
    "agreements/test_check_register.py",
    "agreements/test_reminders.py",
    # Migrations, the loader and all addresses: the way in which the register is first tried out.
    "test_migrations.py",
    "test_factories.py",
    "agreements/test_load_cases.py",
    "agreements/test_fixtures.py",
    "test_url_matrix.py",
}
