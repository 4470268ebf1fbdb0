"""Django's settings, read from the environment; loopback and no DEBUG unless told (DESIGN §2.17)."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from encours.config.home import database, flag, home, identity_provider, secret

_FLOORS = Path(__file__).resolve().parent.parent

SECRET_KEY = secret("django")
DEBUG = flag("ENCOURS_DEBUG")
ALLOWED_HOSTS = os.environ.get("ENCOURS_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("ENCOURS_ORIGINS", "").split(",") if o]

ROOMS = (
    "people", "parties", "sales", "receivables", "cash", "policies", "cases",
    "disputes", "messages", "documents", "runs", "history", "work", "credit", "mappings", "modules", "activity",
    "boards", "measures", "objectives", "quality", "merging", "contracts", "provenance", "intake", "fields",
    "connectors", "requests", "companies", "remittances", "promises", "entries",
    "debits", "trials", "experiments", "doubtful", "legal",
)  # fmt: skip

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    *(f"encours.records.{room}.apps.{room.capitalize()}Config" for room in ROOMS),
    "encours.config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "encours.desk.middleware.reader_language",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # allauth's pieces find the request through it
    "axes.middleware.AxesMiddleware",
    "encours.desk.middleware.session_seen",
    "encours.desk.middleware.log_guests",
    "encours.desk.middleware.get_cannot_write",
]

ROOT_URLCONF = "encours.config.urls"
WSGI_APPLICATION = "encours.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [_FLOORS / "words" / "templates", _FLOORS / "desk" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "encours.words.pages.environment"},
    }
]
FORM_RENDERER = "django.forms.renderers.Jinja2"  # a filter has forty fields: Django’s own took 25 ms

DATABASES = {"default": database(os.environ.get("DATABASE_URL") or "sqlite:///")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
FIRST_VISIT_TOKEN = secret("first_visit")  # in the link that makes the first account, and no other
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "sign_in"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 1  # hour
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "email", "code", "credential"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]

# allauth: its tables of second factors, of identities of a provider and of sessions, and what reads them;
# the pages are ours (desk/entrance), so none of its addresses is served.
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "encours.desk.entrance.factors.HouseAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Encours"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = flag("ENCOURS_DEBUG")
SOCIALACCOUNT_PROVIDERS = {"openid_connect": identity_provider()}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = flag("ENCOURS_HTTPS")
CSRF_COOKIE_SECURE = flag("ENCOURS_HTTPS")
SECURE_SSL_REDIRECT = False
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Tabler's checkbox marks are data images
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [_FLOORS / "words" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATICFILES_DIRS = [_FLOORS / "words" / "static"]
STATIC_ROOT = None  # served from where they are: nothing to collect
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# What this installation is allowed to reach; empty means not configured, and nothing leaves.
ENCOURS = {
    "home": home(),
    "smtp": {
        "host": os.environ.get("ENCOURS_SMTP_HOST", ""),
        "port": os.environ.get("ENCOURS_SMTP_PORT", "25"),
        "tls": os.environ.get("ENCOURS_SMTP_TLS", "none"),
        "user": os.environ.get("ENCOURS_SMTP_USER", ""),
        "password": os.environ.get("ENCOURS_SMTP_PASSWORD", ""),
    },
    "imap": {
        name: os.environ.get(f"ENCOURS_IMAP_{name.upper()}", "")
        for name in ("host", "port", "user", "password", "folder", "tls", "creditor", "server")
    },
    # below these a person may have a folder watched from the desk; the command line names any
    "folders": [Path(one) for one in os.environ.get("ENCOURS_FOLDERS", "").split(os.pathsep) if one]
    or [home() / "incoming"],
    "address": os.environ.get("ENCOURS_ADDRESS", "").rstrip("/"),  # where customers and colleagues open links
    "outbox": Path(os.environ.get("ENCOURS_OUTBOX") or home() / "outbox"),
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
