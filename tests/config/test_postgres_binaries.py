"""The database's user can read the binaries, wherever the virtual environment lies."""

import os
import shutil
import tempfile
from pathlib import Path

from teeka.config.postgres_binaries import COPIES, Binaries, reachable, run_as

NO_SUCH_MAJOR = 99


def test_binaries_below_a_home_that_is_roots_alone_are_copied_to_where_they_can_be_read() -> None:
    home = Path(tempfile.mkdtemp(prefix="teeka-roots-alone-"))  # mode 700, as root's home is
    program = home / "postgres_wheel" / "pginstall" / "bin" / "postgres"
    program.parent.mkdir(parents=True)
    library = home / "postgres_wheel.libs" / "libpq.so"  # the wheel's programs look for it three folders up
    library.parent.mkdir()
    library.touch()
    program.write_text('#!/bin/sh\ntest -r "${0%/*}/../../../postgres_wheel.libs/libpq.so"\n')
    program.chmod(0o755)
    found = Binaries(program.parent, NO_SUCH_MAJOR)
    try:
        usable = reachable(found, run_as())
        assert run_as().can_run(usable.folder / "postgres")
        assert (usable.folder != found.folder) == (os.geteuid() == 0)
    finally:
        shutil.rmtree(home)
        shutil.rmtree(COPIES / f"wheel-{NO_SUCH_MAJOR}", ignore_errors=True)
