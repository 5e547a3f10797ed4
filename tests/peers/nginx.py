"""Starts Debian's nginx with the configuration that is shipped, on loopback and with paths of its own."""

import base64
import hashlib
import os
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.gateways.mail.serving import certificate
from tests.journeys.web import free_port
from tests.peers.needed import installed_nginx

SHIPPED = Path(__file__).parents[2] / "deploy" / "nginx.conf"
# What Debian's nginx.conf puts around it, and what a process without root's folders needs.
AROUND = """
{user}daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{servers}
}}
"""
PATIENCE = 10.0


@contextmanager
def nginx(folder: Path, *, home: Path, login: str) -> Iterator[tuple[int, ssl.SSLContext]]:
    """Runs while the block does, its application stopped; the port of the lists, and whom to trust there.

    home holds `lists`; login is name:password.
    """
    _, known = certificate(folder, "localhost")
    web, lists, nobody = free_port(), free_port(), free_port()
    (folder / "logins").write_text(_htpasswd(login))
    servers = SHIPPED.read_text()
    for shipped, ours in (
        ("listen 443 ", f"listen 127.0.0.1:{web} "),
        ("listen 8443 ", f"listen 127.0.0.1:{lists} "),
        ("/etc/ssl/teeka/fullchain.pem", str(known)),
        ("/etc/ssl/teeka/key.pem", str(known.with_name("localhost-key.pem"))),
        ("/etc/nginx/teeka-lists.htpasswd", str(folder / "logins")),
        ("/var/lib/teeka-home", str(home)),
        ("127.0.0.1:8000", f"127.0.0.1:{nobody}"),
    ):
        assert shipped in servers, shipped
        servers = servers.replace(shipped, ours)
    assert not re.search(r"/var/lib|/etc/", servers)
    settings = folder / "nginx.conf"
    user = "user root;\n" if os.geteuid() == 0 else ""
    settings.write_text(AROUND.format(user=user, folder=folder, servers=servers))
    process = subprocess.Popen([installed_nginx(), "-p", str(folder), "-c", str(settings)])
    try:
        _wait_for(lists, process, folder / "error.log")
        yield lists, ssl.create_default_context(cafile=str(known))
    finally:
        process.terminate()
        process.wait(10)


def _htpasswd(login: str) -> str:
    name, _, password = login.partition(":")
    salt = os.urandom(8)
    digest = hashlib.sha1(password.encode() + salt, usedforsecurity=False).digest()
    return f"{name}:{{SSHA}}{base64.b64encode(digest + salt).decode()}\n"


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"nginx did not come up: {log.read_text() if log.exists() else ''}")
