"""`teeka lists`: writes what is published into a folder that needs no server to be read."""

import math
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from teeka.apps.lists.catalogue import Scope
from teeka.apps.lists.queries.places import PlaceStanding, place_standings
from teeka.apps.lists.services.keeping import Keeper
from teeka.apps.lists.services.manifest import ManifestUnreadable
from teeka.apps.lists.services.places import ListsBusy
from teeka.apps.lists.services.signing import SigningKeyLost
from teeka.apps.lists.services.writing import ListsNotWritten, ListsWritten, write_lists
from teeka.doors.commands.place import standing_in_words
from teeka.doors.commands.terminal import (
    NEEDS_A_PERSON,
    FailedPartWay,
    Refused,
    json_option,
    print_result,
    progress,
)
from teeka.shared import clock


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="another folder to write to, once; default: lists in TEEKA_HOME, and then every place",
)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="only the sessions of this date")
@click.option("--session", "sessions", multiple=True, help="only this session's lists; may be repeated")
@json_option
def lists(out: Path | None, on: datetime | None, sessions: tuple[str, ...], as_json: bool) -> int:
    """Write due lists, slips, call sheets and registers as PDF, XLSX, CSV and JSON.

    Only what is new or changed is written, then copied to every place and read back there (`teeka place
    list`). Safe to stop and to repeat. Exit code 1: a place failed.
    """
    now = clock.now()
    scope = Scope(now, on.date() if on else None, sessions)
    try:
        with progress("Writing lists") as tell:
            written = write_lists(out, now=now, scope=scope, progress=tell)
    except ListsBusy as busy:
        raise Refused(
            f"Another `teeka lists` is writing to {busy}. Wait until it is done, then run this again."
        ) from busy
    except ManifestUnreadable as fault:
        raise Refused(f"{fault} cannot be read. Delete it, then run `teeka lists` again.") from fault
    except SigningKeyLost as lost:
        raise Refused(f"{lost.sentence()}\n{lost.sentence('hi')}") from lost
    except ListsNotWritten as fault:
        raise FailedPartWay(str(fault)) from fault
    places = [] if out else _copied()
    result = {**_as_dict(written), "places": [_place_as_dict(place) for place in places]}
    words = "\n".join([_in_words(written), *map(standing_in_words, places)])
    print_result(result, as_json=as_json, words=words)
    return NEEDS_A_PERSON if any(place.fault for place in places) else 0


def _copied() -> list[PlaceStanding]:
    """Every place has what was written, or has failed."""
    with progress("Copying to every place"):
        Keeper(clock.now).until_settled(patience=math.inf)
    return [place for place in place_standings(now=clock.now()) if place.is_on]


def _place_as_dict(place: PlaceStanding) -> dict[str, Any]:
    return {"code": place.code, "lists": place.lists, "of": place.wanted, "fault": place.fault}


def _as_dict(written: ListsWritten) -> dict[str, Any]:
    return {**asdict(written), "out": str(written.out)}


def _in_words(written: ListsWritten) -> str:
    if not written.documents:
        return "Nothing is published yet. Run `teeka freeze`, then `teeka lists` again."
    kinds = ", ".join(f"{count:,} {name}" for name, count in sorted(written.by_list.items())) or "none"
    removed = f" Removed {written.removed:,} files that nobody needs any more." if written.removed else ""
    return (
        f"Wrote {written.written:,} lists ({kinds}); {written.unchanged:,} were already right.{removed}\n"
        f"{written.files:,} files lie in {written.out}. Open {written.out / 'index.html'}; "
        "no server is needed."
    )
