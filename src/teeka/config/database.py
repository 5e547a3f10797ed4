"""Which database, as which role: a server named by DATABASE_URL, or the embedded one of TEEKA_HOME."""

import json
import os
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from teeka.config.home import read_secrets, run_folder

EMBEDDED_NAME = "teeka"


class DatabaseRole(StrEnum):
    OWNER = "owner"  # migrations
    APP = "app"  # the web: bound by row security
    WORKER = "worker"  # commands and background work: every row, no change of shape

    @property
    def in_database(self) -> str:
        return f"teeka_{self.value}"


@dataclass(frozen=True, slots=True)
class Target:
    host: str
    port: int
    name: str
    user: str
    password: str
    options: dict[str, str]

    def for_django(self) -> dict[str, Any]:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": self.host,
            "PORT": self.port,
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "OPTIONS": self.options,
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
        }

    def for_psycopg(self) -> dict[str, Any]:
        return {
            "host": self.host,
            "port": self.port,
            "dbname": self.name,
            "user": self.user,
            "password": self.password,
            **self.options,
        }


def is_embedded() -> bool:
    return not os.environ.get("DATABASE_URL")


def target(role: DatabaseRole) -> Target:
    """How to reach the database as this role.

    A server's DATABASE_URL is the owner's login; the other roles are taken on with SET ROLE at
    connection, unless DATABASE_APP_URL gives the web a login of its own.
    """
    if is_embedded():
        return _embedded_target(role)
    own = os.environ.get("DATABASE_APP_URL")
    if role is DatabaseRole.APP and own:
        return parse_url(own)
    base = parse_url(os.environ["DATABASE_URL"])
    if role is DatabaseRole.OWNER:
        return base
    options = {
        **base.options,
        "options": f"{base.options.get('options', '')} -c role={role.in_database}".strip(),
    }
    return Target(base.host, base.port, base.name, base.user, base.password, options)


def parse_url(url: str) -> Target:
    """postgresql://user:password@host:port/name?key=value, as libpq reads it."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL must look like postgresql://user:password@host:5432/name")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return Target(
        host,
        parts.port or 5432,
        unquote(parts.path.lstrip("/")) or EMBEDDED_NAME,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        options,
    )


def _embedded_target(role: DatabaseRole) -> Target:
    state = run_folder() / "database.json"
    port = json.loads(state.read_text())["port"] if state.exists() else 1
    password = getattr(read_secrets(), role.value)
    return Target("127.0.0.1", port, EMBEDDED_NAME, role.in_database, password, {})
