"""Starts Debian's Kannel, an SMS gateway that nobody here wrote, in front of an SMSC."""

import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.journeys.web import free_port
from tests.peers.needed import installed_kannel

SETTINGS = """
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = x
smsbox-port = {boxes}
smsbox-interface = 127.0.0.1
store-type = spool
store-location = "{folder}/spool"
dlr-storage = internal
sms-resend-freq = 2

group = smsc
smsc = smpp
smsc-id = SMSC
host = 127.0.0.1
port = {smsc}
transceiver-mode = true
smsc-username = "teeka"
smsc-password = "secret"
system-type = ""
max-pending-submits = {window}
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sending}
sendsms-interface = 127.0.0.1

group = sendsms-user
username = teeka
password = secret
concatenation = true
max-messages = 5

group = sms-service
keyword = default
max-messages = 0
catch-all = true
text = ""
"""
PATIENCE = 20.0


@contextmanager
def kannel(folder: Path, *, smsc_port: int, window: int = 10) -> Iterator[int]:
    """Kannel runs while the block does; yields the port on which it takes messages by HTTP."""
    bearerbox, smsbox = installed_kannel()
    ports = {name: free_port() for name in ("admin", "boxes", "sending")}
    (folder / "spool").mkdir()
    settings = folder / "kannel.conf"
    settings.write_text(SETTINGS.format(folder=folder, smsc=smsc_port, window=window, **ports))
    with ExitStack() as running:
        running.enter_context(_box(bearerbox, settings))
        _wait_until(f"http://127.0.0.1:{ports['admin']}/status?password=x", says="(online")
        running.enter_context(_box(smsbox, settings))
        _wait_until(f"http://127.0.0.1:{ports['sending']}/cgi-bin/sendsms", says="")
        yield ports["sending"]


@contextmanager
def _box(program: str, settings: Path) -> Iterator[None]:
    with settings.with_name(f"{Path(program).name}.log").open("wb") as log:
        process = subprocess.Popen(
            [program, str(settings)], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=settings.parent
        )
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until(url: str, *, says: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if says in answer.read().decode("utf-8", "replace"):
                    return
        except urllib.error.HTTPError:
            return  # it is there, and wants more than this
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"Kannel did not come up within {PATIENCE:g} seconds")
