"""The settings of the web with the console's part in them, until settings.py names it itself."""

from teeka.config.settings import *  # noqa: F403
from teeka.config.settings import MIDDLEWARE, TEMPLATES

_door = "teeka.doors.console"
if f"{_door}.middleware.DenyByDefault" not in MIDDLEWARE:
    MIDDLEWARE[:] = [f"{_door}.middleware.SecureHeaders", *MIDDLEWARE, f"{_door}.middleware.DenyByDefault"]
    TEMPLATES[0]["OPTIONS"]["context_processors"].append(f"{_door}.context.frame")
CSRF_FAILURE_VIEW = f"{_door}.pages.errors.form_expired"
ROOT_URLCONF = "tests.doors.console.wired_urls"
STATIC_ROOT = None
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
