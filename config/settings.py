"""Settings, read from the environment; docs/settings.md lists the variables.

What has no safe default stops the start and says its name. `LATARNIA_PRODUCTION` is the one
switch between the demo on http://localhost and a site behind a proxy that ends TLS.
"""

import sqlite3
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from config.secrets import field_keys, read_secret, secret_key

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.str("LATARNIA_VAR", default=str(BASE_DIR / "var")))
PRODUCTION = env.bool("LATARNIA_PRODUCTION", default=False)
DEBUG = env.bool("LATARNIA_DEBUG", default=False) and not PRODUCTION

# Secrets

SECRET_KEY = secret_key("LATARNIA_SECRET_KEY", VAR / "secret-key")
SECRET_KEY_FALLBACKS = env.list("LATARNIA_SECRET_KEY_FALLBACKS", default=[])
FIELD_KEYS = field_keys("LATARNIA_FIELD_KEYS", VAR / "field-keys")

# Where the site is

SITE_URL = (
    env.str("LATARNIA_URL")
    if PRODUCTION
    else env.str("LATARNIA_URL", default="http://localhost:8000")
).rstrip("/")
ALLOWED_HOSTS = env.list(
    "LATARNIA_HOSTS",
    default=[urlsplit(SITE_URL).hostname] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"],
)
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

# Parts

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_prose_editor",
    "django_tasks_db",
    "phonenumber_field",
    "tree_queries",
    "config",
    "keyring",
    "audit",
    "documents",
    "people",
    "policies",
    "training",
    "readiness",
    "home",
]

MIDDLEWARE = [
    "people.middleware.headers",
    "people.middleware.clock",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.sessions.watch",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "people.busy.AnswersBusy",
    "people.middleware.Gate",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context.frame",
            ],
        },
    },
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Database

# SQLite 3.38 to 3.40 distrust their own JSON functions by mistake, and checks in tables use them.
SQLITE_TRUSTS_SCHEMA = (3, 38) <= sqlite3.sqlite_version_info < (3, 41)
SQLITE_PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "busy_timeout": "10000",
    "foreign_keys": "ON",
    "secure_delete": "ON",
    "trusted_schema": "ON" if SQLITE_TRUSTS_SCHEMA else "OFF",
    "recursive_triggers": "ON",  # else INSERT OR REPLACE deletes rows without firing triggers
}
POSTGRESQL_PARAMETERS = {
    "synchronous_commit": "on",
    "default_transaction_isolation": r"read\ committed",
    "statement_timeout": env.str("LATARNIA_STATEMENT_TIMEOUT", default="30s"),
    "lock_timeout": env.str("LATARNIA_LOCK_TIMEOUT", default="10s"),
    # Who has not acknowledged is found by hashing who has, which must fit into memory: with
    # PostgreSQL's own 4 MB a list of a million people does not end.
    "work_mem": env.str("LATARNIA_WORK_MEM", default="64MB"),
    # Compiling a query of many parts takes longer than answering it.
    "jit": "off",
}

# For throw-away servers of tests, which do not wait for the disk.
ALLOW_UNSAFE_DATABASE = env.bool("LATARNIA_ALLOW_UNSAFE_DATABASE", default=False) and not PRODUCTION

_database = env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'latarnia.sqlite3'}")
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        **_database.get("OPTIONS", {}),
        "transaction_mode": "IMMEDIATE",
        "init_command": ";".join(f"PRAGMA {key}={value}" for key, value in SQLITE_PRAGMAS.items()),
    }
else:
    _database["CONN_MAX_AGE"] = env.int("LATARNIA_CONNECTION_AGE", default=60)
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"] = {
        **_database.get("OPTIONS", {}),
        "options": " ".join(f"-c {key}={value}" for key, value in POSTGRESQL_PARAMETERS.items()),
    }
DATABASES = {"default": _database}

CACHES = {
    "default": env.cache_url("LATARNIA_CACHE_URL", default="locmemcache://"),
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "process"},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Languages and time

LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", _("Polish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_LANGUAGES = ("pl", "en")
MODELTRANSLATION_DEFAULT_LANGUAGE = "pl"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("pl", "en")
USE_THOUSAND_SEPARATOR = False
USE_TZ = True
# The organisation counts its days here; the database keeps UTC.
TIME_ZONE = env.str("LATARNIA_TIME_ZONE", default="Europe/Warsaw")
PHONENUMBER_DEFAULT_REGION = "PL"
PHONENUMBER_DB_FORMAT = "E164"

# Files: stored ones are private and have no address, static ones come from WhiteNoise

MEDIA_ROOT = VAR / "media"
MEDIA_URL = None
FILE_UPLOAD_HANDLERS = [
    "documents.uploads.RefusesHuge",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static" if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "documents.storing.DurableFileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG

# What is made for readers: files an hour for each of them, and where two at a time hold their turns
FILES_AN_HOUR = env.int("LATARNIA_FILES_AN_HOUR", default=10 if PRODUCTION else 100)
TURNS = VAR / "turns"

# Signing in: by invitation, with a password, a passkey, or a code where the organisation allows it

AUTH_USER_MODEL = "people.Person"
# The e-mail is unique without regard to case, by a constraint; the check knows `unique=True` only.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["people.signing_in.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_HASHERS = ["people.passwords.GatedArgon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "people.passwords.LengthForRoles"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "people.passwords.NotOfOurWords"},
]
PASSWORD_RESET_TIMEOUT = int(timedelta(minutes=30).total_seconds())
ACCOUNT_ADAPTER = "people.signing_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]  # nobody signs up: the adapter
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation reached the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "people.signing_in.ResetTokens"  # noqa: S105
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(timedelta(minutes=10).total_seconds())
ACCOUNT_LOGIN_BY_CODE_ENABLED = True  # and only if the organisation says so
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = int(timedelta(minutes=10).total_seconds())
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": False}
ACCOUNT_RATE_LIMITS = {
    "login_failed": "30/h/ip,10/h/key",
    "reset_password": "20/h/ip,5/h/key",
    "request_login_code": "20/h/ip,5/h/key",
    "keep_text": "30/h/ip",
    "unknown_link": "30/h/ip",
    "unknown_certificate": "30/h/ip",
    "certificate_name": "30/h/ip,10/h/key",
    "import_people": "30/h/user",
}
ACCOUNT_FORMS = {
    "login": "people.forms.signing_in.LoginForm",
    "request_login_code": "people.forms.signing_in.RequestLoginCodeForm",
    "confirm_login_code": "people.forms.signing_in.ConfirmLoginCodeForm",
    "reset_password": "people.forms.signing_in.ResetPasswordForm",
    "reset_password_from_key": "people.forms.signing_in.ResetPasswordKeyForm",
    "set_password": "people.forms.signing_in.SetPasswordForm",
    "change_password": "people.forms.signing_in.ChangePasswordForm",
    "reauthenticate": "people.forms.signing_in.ReauthenticateForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("LATARNIA_PROXIES", default=1 if PRODUCTION else 0)
MFA_ADAPTER = "people.signing_in.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODE_DIGITS = 25  # 83 bits
MFA_TOTP_ISSUER = "Latarnia"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost only
MFA_FORMS = {
    "authenticate": "people.forms.signing_in.AuthenticateForm",
    "reauthenticate": "people.forms.signing_in.ReauthenticateByCodeForm",
    "reauthenticate_webauthn": "people.forms.signing_in.ReauthenticateByPasskeyForm",
    "activate_totp": "people.forms.signing_in.ActivateTOTPForm",
    "add_webauthn": "people.forms.signing_in.AddPasskeyForm",
    "edit_webauthn": "people.forms.signing_in.EditPasskeyForm",
}

# Signing in through the organisation's own provider (OpenID Connect), if it names one

SOCIALACCOUNT_ADAPTER = "people.single_sign_on.SingleSignOn"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: form-action would stop a form that leads elsewhere
SOCIALACCOUNT_QUERY_EMAIL = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}}
if "LATARNIA_OIDC_SERVER" in env:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": "organisation",
            "name": env.str("LATARNIA_OIDC_NAME", default=""),
            "client_id": env.str("LATARNIA_OIDC_CLIENT"),
            "secret": read_secret("LATARNIA_OIDC_SECRET", VAR / "oidc-secret"),
            "settings": {
                "server_url": env.str("LATARNIA_OIDC_SERVER"),
                "email_is_verified": env.bool("LATARNIA_OIDC_EMAIL_IS_VERIFIED", default=False),
            },
        }
    ]

# Sessions and cookies

SESSION_ENGINE = "people.sessions"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
_prefix = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{_prefix}session"
CSRF_COOKIE_NAME = f"{_prefix}csrf"
CSRF_FAILURE_VIEW = "people.views.signing_in.csrf_failure"
LANGUAGE_COOKIE_NAME = f"{_prefix}language"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# What browsers are told

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer would make browsers send Origin: null
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # Preloading binds a whole domain, for years: its owner decides that, not this site.
    SILENCED_SYSTEM_CHECKS += ["security.W021"]

# Forms

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# Mail

if PRODUCTION or "LATARNIA_MAIL_URL" in env:
    _mail = env.email_url("LATARNIA_MAIL_URL")
    _mailer = {
        "BACKEND": _mail["EMAIL_BACKEND"],
        "OPTIONS": {
            "host": _mail["EMAIL_HOST"],
            "port": _mail["EMAIL_PORT"],
            "username": _mail["EMAIL_HOST_USER"],
            "password": _mail["EMAIL_HOST_PASSWORD"],
            "use_tls": _mail.get("EMAIL_USE_TLS", False),
            "use_ssl": _mail.get("EMAIL_USE_SSL", False),
            "timeout": env.int("LATARNIA_MAIL_TIMEOUT", default=20),
        },
    }
    DEFAULT_FROM_EMAIL = env.str("LATARNIA_MAIL_FROM")
else:
    _mailer = {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": VAR / "mail"},
    }
    DEFAULT_FROM_EMAIL = env.str("LATARNIA_MAIL_FROM", default="Latarnia <latarnia@localhost>")
MAILERS = {"default": _mailer}
# Asked before a mail of that purpose leaves, with the mail and the moment: does it still matter?
MAIL_STILL_NEEDED = {"reminder": "home.reminders.writing.is_still_needed"}

# Logs

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "logging.Formatter" if DEBUG else "config.logs.PrivateFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    # The worker reports every job it begins and ends, whatever its logger's level.
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "level": "WARNING"}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING"},
        "fontTools": {"level": "ERROR"},
    },
}
