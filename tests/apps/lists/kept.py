"""A keeper run until every place has all, and what then lies in one."""

from datetime import UTC, datetime
from pathlib import Path

from teeka.apps.lists.services.keeping import Keeper
from teeka.gateways.store import folder as folders

NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)


def kept(*, now: datetime = NOW, keeper: Keeper | None = None) -> Keeper:
    keeper = keeper or Keeper(lambda: now)
    keeper._clock = lambda: now
    assert keeper.until_settled(patience=30)
    return keeper


def tree(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file() and path.name not in {".lock", folders.MARK})
    return {str(path.relative_to(root)): path.read_bytes() for path in found}
