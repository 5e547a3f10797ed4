"""The plain server of lists: with web and database stopped, only to be read, and only by who may."""

import base64
import http.client
import os
import re
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from teeka.doors.commands.serving import LoginsUnreadable, proof_of, read_logins, server_of
from tests.homes import TEEKA

PASSWORD = "a long password"
LIST = "/2026-01-16/patna/S1/due-list.csv"


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    root = tmp_path / "lists"
    folder = root / "2026-01-16" / "patna" / "S1"
    folder.mkdir(parents=True)
    (folder / "due-list.csv").write_text("full_name\nआशा\n")
    (root / "index.html").write_text("<h1>Lists</h1>")
    (root / ".lock").write_text("")
    (tmp_path / "secret.txt").write_text("outside")
    (root / "leads-out.txt").symlink_to(tmp_path / "secret.txt")
    return root


@contextmanager
def served(root: Path, logins: dict[str, str]) -> Iterator[int]:
    server = server_of(root, ("127.0.0.1", 0), logins=logins, certificate=None, key=None)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def asked(
    port: int, path: str, *, method: str = "GET", login: str = ""
) -> tuple[int, bytes, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Authorization": "Basic " + base64.b64encode(login.encode()).decode()} if login else {}
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content, answer.headers


def test_a_list_and_the_index_open_and_nothing_else_does(lists: Path) -> None:
    with served(lists, {}) as port:
        assert asked(port, LIST)[:2] == (200, "full_name\nआशा\n".encode())
        assert asked(port, "/")[1] == b"<h1>Lists</h1>"
        assert asked(port, LIST, method="HEAD")[:2] == (200, b"")
        for path in (
            "/2026-01-16/",
            "/.lock",
            "/%2elock",
            "/leads-out.txt",
            "/../secret.txt",
            "/%2e%2e/x",
            "/no",
        ):
            assert asked(port, path)[0] == 404, path
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            assert asked(port, LIST, method=method)[0] == 501, method
        assert asked(port, LIST)[2]["Cache-Control"] == "private, no-cache"


def test_without_a_login_nothing_is_shown(lists: Path) -> None:
    with served(lists, {"asha": proof_of(PASSWORD)}) as port:
        assert asked(port, LIST)[0] == 401
        assert asked(port, LIST, login=f"asha:{PASSWORD}x")[0] == 401
        assert asked(port, LIST, login=f"nobody:{PASSWORD}")[0] == 401
        assert asked(port, LIST, login="asha:")[0] == 401
        assert asked(port, "/nothing", login="wrong")[0] == 401
        assert asked(port, LIST, login=f"asha:{PASSWORD}")[0] == 200


def test_a_file_of_logins_holds_no_password_and_a_damaged_one_is_refused(tmp_path: Path) -> None:
    proof = proof_of(PASSWORD)
    assert PASSWORD not in proof
    assert proof != proof_of(PASSWORD)
    (tmp_path / "logins").write_text(f"asha:{proof}\n")
    assert read_logins(tmp_path / "logins") == {"asha": proof}
    for text in ("", "asha:in the open\n", f"{proof}\n"):
        (tmp_path / "logins").write_text(text)
        with pytest.raises(LoginsUnreadable):
            read_logins(tmp_path / "logins")


def test_the_command_needs_neither_database_nor_web(lists: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere"}
    command = [*TEEKA, "packs", "serve", str(lists), "--port", str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert re.search(rf"http://127\.0\.0\.1:{port}/", process.stderr.readline())
        assert asked(port, LIST)[0] == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


def test_beyond_this_machine_it_wants_a_login_and_a_certificate(lists: Path) -> None:
    refused = subprocess.run(
        [*TEEKA, "packs", "serve", str(lists), "--host", "0.0.0.0"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert refused.returncode == 2
    assert "--logins" in refused.stderr
    assert "नेटवर्क" in refused.stderr
