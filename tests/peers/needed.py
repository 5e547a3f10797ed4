"""The foreign peers that some tests need: where they are, and how loud their absence is.

`scripts/need-peers`, which `make test` runs, installs them. In CI a missing one fails the test; elsewhere the
test is skipped, and says so.
"""

import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn

import pytest

MODULES = Path(sys.prefix) / "peers" / "node_modules"


def installed_smsc() -> Path:
    """The folder of node modules that holds npm's `smpp`."""
    if shutil.which("node") is None or not (MODULES / "smpp").is_dir():
        _missing("an SMSC (npm's smpp, on node)")
    return MODULES


def installed_kannel() -> tuple[str, str]:
    """Kannel's bearerbox and smsbox."""
    places = [
        shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/usr/lib/kannel")
        for name in ("bearerbox", "smsbox")
    ]
    if None in places:
        _missing("Kannel")
    return str(places[0]), str(places[1])


def installed_nginx() -> str:
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    return program or _missing("nginx")


def _missing(what: str) -> NoReturn:
    sentence = f"NOT TESTED: {what} is not installed. Run scripts/need-peers, then this test again."
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)
