"""Django's settings. Where things are comes from TEEKA_HOME and the environment, never from here."""

import os
from pathlib import Path

from teeka.config.database import DatabaseRole, target
from teeka.config.home import home, read_secrets, signing_key

PACKAGE = Path(__file__).resolve().parent.parent
_SECRETS = read_secrets()

SECRET_KEY = _SECRETS.django
TEEKA_HOME = home()
TEEKA_IDENTITY_KEY = _SECRETS.identity.encode()  # keys the hash of identity numbers
TEEKA_CALLBACK_SECRET = _SECRETS.callback  # the path segment under which gateways post to us
TEEKA_SIGNING_KEY = signing_key()  # a path: whoever signs reads it then, and nobody else
# Of two districts with one name, the one of this state is meant (Aurangabad, say).
TEEKA_STATE = os.environ.get("TEEKA_STATE", "Bihar")
TEEKA_ROLE = DatabaseRole(os.environ.get("TEEKA_ROLE", DatabaseRole.APP))

DEBUG = False
ALLOWED_HOSTS = os.environ.get("TEEKA_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("TEEKA_ORIGINS", "").split(",") if origin]
# Where people reach the pages from outside, for links in letters; empty: letters carry none.
TEEKA_ADDRESS = CSRF_TRUSTED_ORIGINS[0] if CSRF_TRUSTED_ORIGINS else ""

DATABASES = {
    "default": target(TEEKA_ROLE).for_django(),
    "web": target(DatabaseRole.APP).for_django(),  # for `teeka verify`, which reads as the web does
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Staff"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "teeka.apps.accounts",
    "teeka.apps.places",
    "teeka.apps.people",
    "teeka.apps.intake",
    "teeka.apps.planning",
    "teeka.apps.allotment",
    "teeka.apps.notices",
    "teeka.apps.siteday",
    "teeka.apps.lists",
    "teeka.apps.readiness",
    "teeka.doors.console",
    "teeka.doors.portal",
]

MIDDLEWARE = [
    "teeka.doors.console.middleware.SecureHeaders",
    "teeka.doors.callbacks.middleware.CallbacksFirst",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "teeka.doors.console.middleware.DenyByDefault",  # the last: whatever no view opens is closed
]

ROOT_URLCONF = "teeka.config.urls"
CSRF_FAILURE_VIEW = "teeka.doors.console.pages.errors.form_expired"
WSGI_APPLICATION = "teeka.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "teeka.doors.console.context.frame",
            ],
        },
    }
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("hi", "हिन्दी")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Kolkata"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = home() / "static"
WHITENOISE_USE_FINDERS = True

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
# Behind a server that speaks TLS (deploy/): TEEKA_TLS=1 keeps cookies off plain HTTP.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("TEEKA_TLS") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "teeka.config.log_lines.LogLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    # asyncpg writes the trace of every lost connection; what became of it is said by who asked for it.
    "loggers": {"asyncpg": {"level": "CRITICAL"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("TEEKA_LOG", "WARNING")},
}
