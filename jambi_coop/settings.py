"""Settings: one file; values that differ between installations come from environment variables.

Without any variable the project runs on SQLite for development and tests. With
`ENVIRONMENT=production` it refuses to start with unsafe settings. The table of
all variables is in README.md.
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from import_export.formats.base_formats import CSV, XLSX

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

# --- Where this runs ---------------------------------------------------------------------------

ENVIRONMENT = env.str("ENVIRONMENT", default="development")
if ENVIRONMENT not in {"development", "production"}:
    raise ImproperlyConfigured(f"ENVIRONMENT must be 'development' or 'production', not '{ENVIRONMENT}'.")
PRODUCTION = ENVIRONMENT == "production"

DEVELOPMENT_KEY = "insecure-key-for-development-and-tests-only"
SECRET_KEY = env.str("SECRET_KEY", default="" if PRODUCTION else DEVELOPMENT_KEY)
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", default="" if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

if PRODUCTION:
    if len(SECRET_KEY) < 50 or SECRET_KEY == DEVELOPMENT_KEY:
        raise ImproperlyConfigured("Production needs SECRET_KEY: a random text of at least 50 characters.")
    if DEBUG:
        raise ImproperlyConfigured("Production must not run with DEBUG on: error pages would show internals.")
    if not ALLOWED_HOSTS or any("*" in host for host in ALLOWED_HOSTS):
        raise ImproperlyConfigured("Production needs ALLOWED_HOSTS: the exact host names, without '*'.")
    if not SITE_URL.startswith("https://"):
        raise ImproperlyConfigured("Production needs SITE_URL: the public address, beginning with https://.")

# --- What is installed -------------------------------------------------------------------------

INSTALLED_APPS = [
    "partners",
    "agreements",
    "jambi_coop.apps.RegistryAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "import_export",
    "simple_history",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "jambi_coop.lib.web.readable_requests.readable_requests",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "jambi_coop.lib.web.headers.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jambi_coop.lib.web.session_age.renewed_sessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "jambi_coop.urls"
WSGI_APPLICATION = "jambi_coop.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Searched before the templates of apps, so that ours override those of the admin and the libraries.
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jambi_coop.site.context.site",
            ],
        },
    },
]

# --- Database ----------------------------------------------------------------------------------


def _database() -> dict:
    """Return the configuration for DATABASE_URL (PostgreSQL or SQLite); SQLite under `var/` when it is unset."""
    url = env.str("DATABASE_URL", default="")
    if not url:
        VAR_DIR.mkdir(exist_ok=True)
    config = env.db_url_config(url or f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
    if config["ENGINE"] == "django.db.backends.sqlite3":
        # IMMEDIATE takes the write lock at BEGIN. Otherwise parallel transactions that read before they
        # write fail with "database is locked", whatever the timeout is.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;",
        }
    else:
        config["HOST"] = unquote(config["HOST"])  # the folder of a Unix socket: %2Frun%2Fpostgresql
        config["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
        config["CONN_HEALTH_CHECKS"] = True
        # With JIT PostgreSQL compiles a statistics query for seconds that then runs in a tenth of one.
        config.setdefault("OPTIONS", {})["options"] = "-c jit=off"
    return config


DATABASES = {"default": _database()}

# --- Languages, dates, time zone ---------------------------------------------------------------

# The path decides the language: `/` is Indonesian, `/en/` English, whatever the browser asks for.
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["jambi_coop.formats"]
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
USE_TZ = True

# --- Files -------------------------------------------------------------------------------------

STATIC_URL = "/static/"
# Collected for production only; elsewhere the files are served from their source folders.
STATIC_ROOT = env.str("STATIC_ROOT", default=str(VAR_DIR / "static")) if PRODUCTION else None
STATICFILES_DIRS = [path for path in [BASE_DIR / "static"] if path.is_dir()]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Documents are served by a view that checks the reader; no URL leads into this folder.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "documents")))
MEDIA_URL = ""
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Login -------------------------------------------------------------------------------------

LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
PASSWORD_RESET_TIMEOUT = timedelta(days=1).total_seconds()

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Failures are counted by user and address together, so that nobody elsewhere can lock a clerk out.
AXES_ENABLED = env.bool("LOGIN_THROTTLING", default=True)
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURE_LIMIT", default=5)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("LOGIN_LOCK_MINUTES", default=15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "jambi_coop.lib.web.client_address.client_address"
AXES_LOCKOUT_CALLABLE = "jambi_coop.site.pages.login_locked"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- Cookies, transport, headers ---------------------------------------------------------------

# A session ends after twelve hours without use, and after a day in any case (`session_age`).
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_LONGEST = timedelta(hours=24)
SESSION_COOKIE_NAME = "__Host-sessionid" if PRODUCTION else "sessionid"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrftoken" if PRODUCTION else "csrftoken"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "jambi_coop.site.pages.csrf_failure"
# The default storage writes its own cookie, without the __Host- prefix.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# gunicorn marks a request as https when our own proxy says so; Django itself trusts no header.
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^sehat/$"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# --- Mail, log ---------------------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25" if PRODUCTION else "consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="registry@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Timeout of the mail server in seconds.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)

# To the standard error stream only, which the service manager stores. Tracebacks are not mailed, since
# they contain what a visitor typed.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # Robots request other hosts all day; they get a 400, and no traceback in our log.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}

# --- Libraries ---------------------------------------------------------------------------------

SIMPLE_HISTORY_REVERT_DISABLED = True

# Without these, any user who may view a list could import and export it.
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"
IMPORT_EXPORT_FORMATS = [XLSX, CSV]
IMPORT_EXPORT_USE_TRANSACTIONS = True

# --- The register itself -----------------------------------------------------------------------

REGISTRY_REGION = env.str("REGISTRY_REGION", default="Kota Jambi")
# Place before the day in the signature block of reports and letters, until the letterhead names another.
LETTER_PLACE = env.str("LETTER_PLACE", default="Jambi")
REGISTER_PREFIX = env.str("REGISTER_PREFIX", default="KSLN")
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_BYTES", default=20 * 1024 * 1024)

# Days since the last follow-up within which an agreement counts as active, and after which it
# counts as inactive; the second pair is for programmes and memberships.
FOLLOW_UP_ACTIVE_DAYS = env.int("FOLLOW_UP_ACTIVE_DAYS", default=180)
FOLLOW_UP_INACTIVE_DAYS = env.int("FOLLOW_UP_INACTIVE_DAYS", default=365)
FOLLOW_UP_ACTIVE_DAYS_LONG = env.int("FOLLOW_UP_ACTIVE_DAYS_LONG", default=400)
FOLLOW_UP_INACTIVE_DAYS_LONG = env.int("FOLLOW_UP_INACTIVE_DAYS_LONG", default=730)
FIRST_FOLLOW_UP_DAYS = env.int("FIRST_FOLLOW_UP_DAYS", default=90)
# A due date within these days keeps an agreement active although nothing happened lately.
FOLLOW_UP_AHEAD_DAYS = env.int("FOLLOW_UP_AHEAD_DAYS", default=90)
# Months before the end of a term at which those in charge are reminded; a renewal takes years.
EXPIRY_NOTICE_MONTHS = env.list("EXPIRY_NOTICE_MONTHS", cast=int, default=[18, 12, 6])
# Days before and after the due date of a follow-up at which the person in charge is reminded, and days after it at
# which the head of the coordinating office is informed as well.
REMIND_BEFORE_DAYS = env.int("REMIND_BEFORE_DAYS", default=14)
REMIND_AFTER_DAYS = env.int("REMIND_AFTER_DAYS", default=7)
ESCALATE_AFTER_DAYS = env.int("ESCALATE_AFTER_DAYS", default=30)
# Days after which the answer of a ministry or partner counts as late; no limit in law is known.
WAITING_DAYS = env.int("WAITING_DAYS", default=30)
# A signing at most so many days before or after an official visit is mentioned as a fact.
HASTE_VISIT_DAYS = env.int("HASTE_VISIT_DAYS", default=14)
# Code of the office that keeps this register; its head is informed of follow-ups that stay overdue.
COORDINATING_OFFICE = env.str("COORDINATING_OFFICE", default="bagian-kerja-sama")
ENDING_SOON_DAYS = env.int("ENDING_SOON_DAYS", default=180)
# Days for which dated evidence, or the confirmation of an office, says that nothing has changed since.
ATTESTATION_VALID_DAYS = env.int("ATTESTATION_VALID_DAYS", default=400)
# Months of the year in which offices are asked to confirm their records.
ATTESTATION_MONTHS = env.list("ATTESTATION_MONTHS", cast=int, default=[1, 7])
TRASH_KEEP_DAYS = env.int("TRASH_KEEP_DAYS", default=90)

# An empty value is not shown; there are no invented defaults.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")
CONTACT_PHONE = env.str("CONTACT_PHONE", default="")
CONTACT_ADDRESS = env.str("CONTACT_ADDRESS", default="")
PPID_URL = env.str("PPID_URL", default="")
