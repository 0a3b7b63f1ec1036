"""Production refuses to start when something unsafe is left open."""

import os
import re
import runpy
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

SETTINGS = Path(__file__).resolve().parents[2] / "jambi_coop" / "settings.py"
SAFE = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "x1" * 30,
    "ALLOWED_HOSTS": "kerjasama.example",
    "SITE_URL": "https://kerjasama.example/",
}


@pytest.fixture
def load(monkeypatch):
    """The settings under exactly these variables."""

    def load(**variables):
        for name in list(os.environ):
            if name not in {"PATH", "HOME"}:
                monkeypatch.delenv(name)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(SETTINGS))

    return load


def test_production_starts_when_safe(load):
    settings = load(**SAFE)
    assert settings["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert settings["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert settings["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert settings["SITE_URL"] == "https://kerjasama.example"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"DEBUG": "on"}, "DEBUG"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "kerjasama.example,*"}, "ALLOWED_HOSTS"),
        ({"SITE_URL": "http://kerjasama.example"}, "SITE_URL"),
        ({"ENVIRONMENT": "prod"}, "ENVIRONMENT"),
    ],
)
def test_production_refuses_when_unsafe(load, change, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        load(**(SAFE | change))


@pytest.mark.parametrize("where", [{}, SAFE], ids=["development", "production"])
def test_login_closes_for_a_quarter_of_an_hour_after_five_failures(load, where):
    settings = load(**where)
    assert settings["AXES_ENABLED"] is True
    assert settings["AXES_FAILURE_LIMIT"] == 5
    assert settings["AXES_COOLOFF_TIME"] == timedelta(minutes=15)
    assert settings["AXES_LOCKOUT_PARAMETERS"] == [["username", "ip_address"]]


def test_the_limit_of_the_login_is_taken_from_the_environment(load):
    settings = load(LOGIN_THROTTLING="off", LOGIN_FAILURE_LIMIT="3", LOGIN_LOCK_MINUTES="40")
    assert settings["AXES_ENABLED"] is False
    assert settings["AXES_FAILURE_LIMIT"] == 3
    assert settings["AXES_COOLOFF_TIME"] == timedelta(minutes=40)


def test_a_session_ends_after_half_a_day_unused_and_after_a_day_in_all(load):
    settings = load(**SAFE)
    assert settings["SESSION_COOKIE_AGE"] == 12 * 3600
    assert settings["SESSION_LONGEST"] == timedelta(hours=24)
    assert settings["PASSWORD_RESET_TIMEOUT"] == 24 * 3600


README = SETTINGS.parents[1] / "README.md"
NAMED = r"^\| (`[A-Z_`, ]+`) \| (`?[\d,` ]+`?) \|"
DERIVED = {
    "LOGIN_FAILURE_LIMIT": "AXES_FAILURE_LIMIT",
    "LOGIN_LOCK_MINUTES": "AXES_COOLOFF_TIME",
}


def _numbers_in_readme():
    """(name, default) of every variable whose default is a number or a list of them."""
    for names, value in re.findall(NAMED, README.read_text(encoding="utf-8"), re.MULTILINE):
        names = re.findall(r"[A-Z_]+", names)
        numbers = [int(number) for number in re.findall(r"\d+", value)]
        if len(names) > 1:
            yield from zip(names, numbers, strict=True)
        else:
            yield names[0], numbers if len(numbers) > 1 else numbers[0]


def test_the_readme_has_defaults_to_compare():
    assert len(list(_numbers_in_readme())) > 10


@pytest.mark.parametrize(("name", "default"), list(_numbers_in_readme()))
def test_the_readme_names_the_default(load, name, default):
    settings = load(DATABASE_URL="postgres://registry@127.0.0.1/registry")
    settings["DATABASE_CONN_MAX_AGE"] = settings["DATABASES"]["default"]["CONN_MAX_AGE"]
    found = settings[DERIVED.get(name, name)]
    assert (found // timedelta(minutes=1) if isinstance(found, timedelta) else found) == default


def test_database_is_sqlite_when_unset(load):
    database = load()["DATABASES"]["default"]
    assert database["ENGINE"].endswith("sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_database_accepts_a_unix_socket(load):
    database = load(DATABASE_URL="postgres://registry@%2Frun%2Fpostgresql/registry")["DATABASES"]["default"]
    assert database["HOST"] == "/run/postgresql"
    assert database["CONN_HEALTH_CHECKS"] is True
