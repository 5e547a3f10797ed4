"""A plain server of a folder of lists: only GET and HEAD, only files, with a login of its own.

It knows neither Django nor the database. What begins with a dot is not there, and a folder without an index
page has no page.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import ssl
from collections.abc import Mapping
from functools import cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from teeka.apps.lists.services.journal import JOURNAL

COST = {"n": 2**14, "r": 8, "p": 1}
SECONDS_A_REQUEST = 30


class LoginsUnreadable(Exception):
    """The file holds something else than lines of NAME:PROOF."""


def proof_of(password: str) -> str:
    """What a file may hold: a salt and the password's scrypt."""
    salt = secrets.token_hex(16)
    return f"{salt}${_stretched(password, salt)}"


@cache
def _stretched(password: str, salt: str) -> str:
    return hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), **COST).hex()


def read_logins(path: Path) -> dict[str, str]:
    """Name → proof, or LoginsUnreadable."""
    logins = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, colon, proof = line.strip().partition(":")
        salt, dollar, stretched = proof.partition("$")
        if not (name and colon and dollar and len(stretched) == 128 and len(salt) == 32):
            raise LoginsUnreadable(path.name)
        logins[name] = proof
    if not logins:
        raise LoginsUnreadable(path.name)
    return logins


def server_of(
    folder: Path,
    address: tuple[str, int],
    *,
    logins: Mapping[str, str],
    certificate: Path | None,
    key: Path | None,
) -> ThreadingHTTPServer:
    """A server that is bound and not yet serving. Raises OSError when the port is taken."""
    server = ThreadingHTTPServer(address, partial(_Lists, directory=str(folder), logins=logins))
    server.daemon_threads = True
    if certificate is not None:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate, key)
        # The handshake is the request's own: one that never ends keeps nobody else out.
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    return server


class _Lists(SimpleHTTPRequestHandler):
    timeout = SECONDS_A_REQUEST
    server_version, sys_version = "teeka-lists", ""
    protocol_version = "HTTP/1.1"
    extensions_map = {
        ".html": "text/html; charset=utf-8",
        ".csv": "text/csv; charset=utf-8",
        ".json": "application/json",
        ".pdf": "application/pdf",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }

    def __init__(self, *args: Any, logins: Mapping[str, str], **kwargs: Any) -> None:
        self._logins = logins
        super().__init__(*args, **kwargs)

    def send_head(self) -> Any:
        if self._logins and not self._is_known():
            self.send_response(HTTPStatus.UNAUTHORIZED)
            self.send_header("WWW-Authenticate", 'Basic realm="Lists", charset="UTF-8"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        path = Path(self.translate_path(self.path))
        root = Path(self.directory).resolve()
        is_hidden = any(part.startswith(".") for part in path.relative_to(self.directory).parts)
        # A link out of the folder is no list of ours, nor is what a run has noted so far.
        if is_hidden or path.name == JOURNAL or not path.resolve().is_relative_to(root):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def list_directory(self, path: Any) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "private, no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.send_header("Referrer-Policy", "no-referrer")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: paths name facilities, and who asked is nobody's business here."""

    def _is_known(self) -> bool:
        kind, _, given = self.headers.get("Authorization", "").partition(" ")
        try:
            name, _, password = base64.b64decode(given, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        proof = self._logins.get(name, UNKNOWN)
        salt, _, stretched = proof.partition("$")
        is_right = hmac.compare_digest(_stretched(password, salt), stretched)
        return kind.lower() == "basic" and is_right and name in self._logins


# Whoever is not known is stretched all the same, so that the time tells nothing.
UNKNOWN = f"{os.urandom(16).hex()}${'0' * 128}"
