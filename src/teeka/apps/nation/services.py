"""Plans a nation into a folder, and goes on where an earlier run stopped.

Writes only under the out folder. One lock there, held from the first write to the last: two planners never
share a folder. Workers write each step whole, with an entry that says what it was made from.
"""

from pathlib import Path

from teeka.apps.nation.planning import NationPlanned, Planner, Tell
from teeka.apps.nation.steps import Nation, VersionDiffers
from teeka.apps.nation.surveying import survey_nation
from teeka.formats.nation.partitions import PartitionRefused
from teeka.gateways.cluster.client import ClusterLost, ClusterMissing, ClusterUnreachable, cluster
from teeka.rules.allotment.version import rule_print
from teeka.shared.whole_file import FileDamaged, only_writer, remove_unfinished

LOCK = "planner.lock"
GO_ON = "What is finished lies there; run the same command again and it goes on from it."


class NationRefused(Exception):
    """Nothing was planned; the text says why and what to do."""


class NationStopped(Exception):
    """Something broke on the way; the text says what, and that the same command goes on from there."""


class _FolderBusy(Exception):
    """Another planner writes there."""


def plan_nation(source: Path, out: Path, *, scheduler: str | None, workers: int, tell: Tell) -> NationPlanned:
    """Plan the partitions of `source` into `out`. Raises NationRefused and NationStopped."""
    source, out = source.resolve(), out.resolve()
    try:
        with tell("Looking at the partitions") as bar:
            seen = survey_nation(source, bar)
        out.mkdir(parents=True, exist_ok=True)
        with only_writer(out / LOCK, _FolderBusy), cluster(scheduler=scheduler, workers=workers) as there:
            remove_unfinished(out)
            return _planned(Planner(Nation(source, out, seen.terms, rule_print()), seen, there, tell))
    except PartitionRefused as refused:
        raise NationRefused(str(refused)) from refused
    except _FolderBusy as busy:
        raise NationRefused(
            f"Another planner writes into {out}. Wait for it, or give another folder."
        ) from busy
    except ClusterMissing as missing:
        raise NationRefused(
            "Dask is not installed, which a nation's plan needs: pip install 'teeka[cluster]', "
            "or `make cluster` in a checkout."
        ) from missing
    except ClusterUnreachable as nobody:
        raise NationRefused(
            f"No scheduler with a worker answers at {nobody}. Start `dask scheduler` and `dask worker`, "
            "or correct the address, such as tcp://10.0.0.1:8786."
        ) from nobody
    except OSError as error:
        raise NationRefused(f"The folder {out} cannot be written: {error.strerror}.") from error


def _planned(planner: Planner) -> NationPlanned:
    try:
        return planner.plan()
    except PartitionRefused as refused:
        raise NationStopped(f"{refused} The other districts are not lost. {GO_ON}") from refused
    except VersionDiffers as differs:
        raise NationStopped(
            f"A worker has another release of teeka. Install the same everywhere. {GO_ON}"
        ) from differs
    except ClusterLost as lost:
        raise NationStopped(f"{lost}. {GO_ON}") from lost
    except FileDamaged as damaged:
        raise NationStopped(
            f"A file was read back damaged ({damaged}): the disk may be failing. {GO_ON}"
        ) from damaged
    except OSError as error:
        raise NationStopped(f"A file could not be read or written: {error.strerror}. {GO_ON}") from error
