"""Real lists with the application stopped, through nginx as it is shipped and through the plain server."""

import base64
import http.client
import os
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from teeka.apps.lists.services.journal import JOURNAL
from teeka.apps.lists.services.writing import write_lists
from tests.apps.lists import publishing
from tests.gateways.mail.serving import certificate
from tests.homes import TEEKA
from tests.journeys.web import free_port
from tests.peers.nginx import nginx

NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
FOLDER = "/2026-01-16/patna/S1/"
NAME, PASSWORD, SECRET = "asha", "a long password", b"not for readers"


class Reader:
    def __init__(self, port: int, trust: ssl.SSLContext) -> None:
        self._port, self._trust = port, trust

    def ask(self, path: str, login: str = "", *, method: str = "GET") -> tuple[int, bytes, str]:
        """Status, body and content type; the path goes out as it stands."""
        connection = http.client.HTTPSConnection("localhost", self._port, timeout=10, context=self._trust)
        headers = {"Authorization": "Basic " + base64.b64encode(login.encode()).decode()} if login else {}
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, content, answer.headers["Content-Type"] or ""


@pytest.fixture
def home(db: None, tmp_path: Path) -> Path:
    """Written lists, with what no reader is to see in and beside them."""
    publishing.published_state(people=2)
    lists = tmp_path / "home" / "lists"
    write_lists(lists, now=NOW)
    (tmp_path / "home" / "signing.key").write_bytes(SECRET)
    for hidden in (lists / ".lock", lists / JOURNAL, lists / FOLDER.strip("/") / ".part"):
        hidden.write_bytes(SECRET)
    (lists / "leads-out.txt").symlink_to(tmp_path / "home" / "signing.key")
    return tmp_path / "home"


@contextmanager
def plain(folder: Path, home: Path) -> Iterator[tuple[int, ssl.SSLContext]]:
    """`teeka packs serve`, with a login that `teeka packs login` made."""
    _, known = certificate(folder, "localhost")
    made = subprocess.run(
        [*TEEKA, "packs", "login", NAME, "--password", PASSWORD],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    (folder / "logins").write_text(made.stdout)
    port = free_port()
    tls = ["--certificate", str(known), "--key", str(known.with_name("localhost-key.pem"))]
    command = [*TEEKA, "packs", "serve", str(home / "lists"), "--port", str(port)]
    with subprocess.Popen(
        [*command, "--logins", str(folder / "logins"), *tls], stderr=subprocess.PIPE, text=True,
        env={**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere"},
    ) as process:  # fmt: skip
        try:
            assert process.stderr is not None
            assert "https://" in process.stderr.readline()
            yield port, ssl.create_default_context(cafile=str(known))
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(params=["nginx", "plain"])
def reader(request: pytest.FixtureRequest, tmp_path: Path, home: Path) -> Iterator[Reader]:
    folder = tmp_path / "server"
    folder.mkdir()
    if request.param == "nginx":
        with nginx(folder, home=home, login=f"{NAME}:{PASSWORD}") as served:
            yield Reader(*served)
    else:
        with plain(folder, home) as served:
            yield Reader(*served)


def test_lists_open_with_the_login_and_only_to_be_read(reader: Reader, home: Path) -> None:
    login = f"{NAME}:{PASSWORD}"
    for path, kind in (
        (f"{FOLDER}due-list.pdf", "application/pdf"),
        (f"{FOLDER}due-list.csv", "text/csv; charset=utf-8"),
        (f"{FOLDER}pack.json", "application/json"),
        ("/manifest.json", "application/json"),
    ):
        assert reader.ask(path, login) == (200, (home / "lists" / path.strip("/")).read_bytes(), kind), path
        assert reader.ask(path, login, method="HEAD")[:2] == (200, b"")
    status, page, kind = reader.ask("/", login)
    assert (status, kind) == (200, "text/html; charset=utf-8")
    assert "सूचियाँ".encode() in page
    for method in ("POST", "PUT", "DELETE"):
        assert reader.ask(f"{FOLDER}due-list.csv", login, method=method)[0] in (405, 501), method


def test_nobody_else_gets_anything(reader: Reader) -> None:
    for login in ("", f"{NAME}:{PASSWORD}x", f"nobody:{PASSWORD}", f"{NAME}:"):
        for path in ("/", f"{FOLDER}due-list.pdf", "/manifest.json", "/nothing"):
            status, page, _kind = reader.ask(path, login)
            assert status == 401, (login, path)
            assert b"Asha" not in page


def test_nothing_above_the_folder_and_nothing_hidden_is_served(reader: Reader) -> None:
    for path in (
        *("/../signing.key", "/%2e%2e/signing.key", "/..%2fsigning.key", f"{FOLDER}../../../../signing.key"),
        *("/.lock", "//.lock", "/%2elock", f"{FOLDER}.part", f"{FOLDER}../../../.lock", "/leads-out.txt"),
        *(f"/{JOURNAL}", f"/{JOURNAL}?x", "/manifest%2ejournal", f"{FOLDER}../../../{JOURNAL}"),
    ):
        status, page, _kind = reader.ask(path, f"{NAME}:{PASSWORD}")
        assert status in (400, 403, 404), path
        assert SECRET not in page, path


def test_a_folder_without_an_index_page_is_not_told(reader: Reader, home: Path) -> None:
    (home / "lists" / "index.html").unlink()
    status, page, _kind = reader.ask("/", f"{NAME}:{PASSWORD}")
    assert status in (403, 404)
    assert b"2026-01-16" not in page
