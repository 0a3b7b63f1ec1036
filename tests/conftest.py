"""Fixtures and settings of all tests. Fixtures of one area are in the conftest of that area."""

import gc
import os
from importlib import import_module

import hypothesis
import pytest
import time_machine
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils import translation

from agreements.record.permissions import (
    EDITOR,
    HEAD,
    MANAGER,
    OPERATOR,
    VERIFIER,
    set_up_groups,
)
from tests.browser.chromium import chromium_path
from tests.clock import NOW, noon
from tests.databases import ALSO_ON_SQLITE
from tests.factories import make_office

# The tests create many long-lived objects and few cycles: collecting less often saves nearly a tenth of their time.
gc.set_threshold(100_000, 20, 20)

hypothesis.settings.register_profile(
    "project",
    deadline=None,
    database=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture, hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("project")


@pytest.fixture(scope="session")
def django_db_use_migrations():
    """Create the tables from the models, in one second for each worker instead of ten.

    `test_migrations.py` checks that the migrations lead to the same tables.
    """
    return False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Add the columns of the word search, which a migration adds outside the models."""
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql" and not _has_column("agreements_digest", "public_vector"):
            with connection.schema_editor() as editor:
                import_module("agreements.migrations.0003_sort_and_search").add_search_vectors(editor)


def _has_column(table, name):
    with connection.cursor() as cursor:
        return name in {column.name for column in connection.introspection.get_table_description(cursor, table)}


def pytest_terminal_summary(terminalreporter, config):
    """Print one line if browser tests were selected but no browser was found."""
    wanted = "not browser" not in (config.getoption("markexpr") or "")
    if wanted and not chromium_path() and not os.environ.get("CI"):
        terminalreporter.write_line(
            "Browser tests left out: no Chromium found (install `chromium`, or set CHROMIUM to its path)."
        )


def _is_there(folder, module, test=""):
    path = folder / module
    return path.exists() and (not test or f"def {test}(" in path.read_text(encoding="utf-8"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Mark tests by their folder; deselect those that this database or this computer cannot run.

    Two groups come first: tests that share all shipped records, so that only one worker loads them, and the longest
    test, so that no worker waits for it at the end.
    """
    tests = config.rootpath / "tests"
    gone = [name for name in ALSO_ON_SQLITE if not _is_there(tests, *name.split("::"))]
    if gone:
        raise pytest.UsageError(f"tests/databases.py names what does not exist: {', '.join(gone)}")
    for item in items:
        place = item.path.relative_to(tests)
        if place.parts[0] == "browser":
            item.add_marker("browser")
        if not ALSO_ON_SQLITE.isdisjoint({place.as_posix(), f"{place.as_posix()}::{item.originalname}"}):
            item.add_marker("both")
    without_browser = not chromium_path() and not os.environ.get("CI")
    out = [
        item
        for item in items
        if (item.get_closest_marker("browser") and without_browser)
        or (item.get_closest_marker("postgres") and connection.vendor != "postgresql")
    ]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]
    result = yield
    items.sort(key=lambda item: {"loaded", "fresh"}.isdisjoint(item.fixturenames))
    return result


def fill_empty_database(**kwargs):
    """Add the rows that every test expects: the five fields of the law as migrated, and the groups with their rights.

    A test with real transactions empties every table; this runs again after it.
    """
    import_module("agreements.migrations.0002_legal_fields").add_fields(apps, None)
    set_up_groups()


# Connected to the last app: its permissions must exist before the groups get them.
post_migrate.connect(fill_empty_database, sender=list(apps.get_app_configs())[-1])


@pytest.fixture(scope="session", autouse=True)
def clock_of_the_run():
    """The clock of the process. It is set in the first fixture and not before, so that pytest reports real times."""
    with time_machine.travel(NOW) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def clock(request, clock_of_the_run):
    """The clock, at noon of the day that `@pytest.mark.today` names, or else of TODAY.

    It is set back after the test, for fixtures that are created once for many tests.
    """
    pinned = request.node.get_closest_marker("today")
    clock_of_the_run.move_to(noon(*pinned.args) if pinned else NOW, tick=True)
    yield clock_of_the_run
    clock_of_the_run.move_to(NOW, tick=True)


@pytest.fixture(autouse=True)
def default_language():
    """Activate the default language: a request leaves its own active in the thread, which changes the URLs of the
    next test."""
    translation.activate(django_settings.LANGUAGE_CODE)


@pytest.fixture(scope="session", autouse=True)
def documents_folder(tmp_path_factory):
    """The folder of uploaded documents in all tests; the storage reads this setting only once."""
    folder = tmp_path_factory.mktemp("documents")
    django_settings.MEDIA_ROOT = folder
    return folder


# --- people: one of each role -----------------------------------------------------------------------


def _person(django_user_model, name, group=None, **values):
    user = django_user_model.objects.create_user(name, f"{name}@example.org", "kata-sandi-panjang", **values)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def editor(db, django_user_model):
    return _person(django_user_model, "editor", EDITOR, is_staff=True)


@pytest.fixture
def verifier(db, django_user_model):
    return _person(django_user_model, "verifikator", VERIFIER, is_staff=True)


@pytest.fixture
def head(db, django_user_model):
    return _person(django_user_model, "pimpinan", HEAD, is_staff=True)


@pytest.fixture
def manager(db, django_user_model):
    return _person(django_user_model, "pengelola", MANAGER, is_staff=True)


@pytest.fixture
def operator(db, django_user_model):
    """A liaison officer of one office, `operator.offices.get()`."""
    user = _person(django_user_model, "operator", OPERATOR, is_staff=True)
    make_office("Dinas Pendidikan", code="disdik").liaisons.add(user)
    return user


@pytest.fixture
def superuser(db, django_user_model):
    return _person(django_user_model, "admin-utama", is_staff=True, is_superuser=True)
