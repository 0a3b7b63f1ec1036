"""Production refuses to start when something unsafe is left open."""

import os
import runpy
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


def test_database_is_sqlite_when_unset(load):
    database = load()["DATABASES"]["default"]
    assert database["ENGINE"].endswith("sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_database_accepts_a_unix_socket(load):
    database = load(DATABASE_URL="postgres://registry@%2Frun%2Fpostgresql/registry")["DATABASES"]["default"]
    assert database["HOST"] == "/run/postgresql"
    assert database["CONN_HEALTH_CHECKS"] is True
