"""Secrets are made once, for their owner's eyes only."""

import json
import sys

from tests.homes import Home

READ = "from teeka.config.home import read_secrets; print(read_secrets().django)"


def test_secrets_are_readable_by_their_owner_only(home: Home) -> None:
    home.python(READ)
    assert (home.folder / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_of_many_who_make_secrets_at_once_all_get_the_same(home: Home) -> None:
    makers = [home.start(sys.executable, "-c", READ) for _ in range(8)]
    made = {maker.communicate()[0] for maker in makers}
    assert len(made) == 1
    assert home.python(READ).stdout in made
    assert {path.name for path in home.folder.iterdir()} == {"secrets.json"}


def test_two_homes_have_no_secret_in_common(home: Home) -> None:
    path = home.folder / "secrets.json"
    made = []
    for _ in range(2):
        home.python(READ)
        made.append(set(json.loads(path.read_text()).values()))
        path.unlink()
    assert len(made[0] | made[1]) == len(made[0]) * 2 == 14
