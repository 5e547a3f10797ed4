"""Each bug that is planted in the real source is found; -s prints how soon, at which seed, as what."""

from tests.simulation.history import live_through
from tests.simulation.planted import BUGS, Bug

MOST_HISTORIES = 10_000


def search(bug: Bug) -> tuple[int, str]:
    """(seed, what broke) of the first history that shows the bug."""
    with bug.planted():
        for seed in range(MOST_HISTORIES):
            if why := live_through(seed):
                return seed, why
    raise AssertionError(f"not found in {MOST_HISTORIES} histories: {bug.name}")


def test_the_simulator_finds_each_planted_bug() -> None:
    report = []
    for bug in BUGS:
        seed, why = search(bug)
        report.append(f"{bug.name:68} {seed + 1:>9}  {seed:>5}  {why}")
        assert live_through(seed) == ""  # without the bug the same history holds
    print("\n" + f"{'planted bug':68} {'histories':>9}  {'seed':>5}  found as")
    print("\n".join(report))

    assert len(BUGS) >= 10
