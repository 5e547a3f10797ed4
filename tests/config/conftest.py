from collections.abc import Iterator

import pytest

from tests.homes import Home, own_home


@pytest.fixture
def home() -> Iterator[Home]:
    """An empty TEEKA_HOME; whatever database runs for it is stopped at the end."""
    with own_home(is_empty=True) as made:
        yield made
