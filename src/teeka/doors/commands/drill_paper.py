"""A day at the sites without the server: who came is written into the lists' spreadsheets and on forms."""

import csv
import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from teeka.formats.outgoing.filled import write_filled
from teeka.rules.form_numbers import FormKind, FormNumber, form_number
from teeka.shared.clock import INDIA

COMES, GETS_IT = 0.62, 0.97  # as on the first day in Bihar
STANDBY_COME = 0.5
SPOILT = 2  # forms a session
BATCHES = ("4120Z001", "4120Z002")


@dataclass(frozen=True, slots=True)
class Paper:
    """What a site's clerk counts in the evening, and the hour at which it is taken in."""

    session_code: str
    file: str
    at: str
    came: int
    doses: int
    absent: int
    forms_used: int
    void: tuple[str, ...]


def fill_papers(packs: Sequence[dict[str, Any]], folder: Path, *, seed: int) -> list[Paper]:
    """A filled spreadsheet a session, with whoever walked in below; the counts beside them."""
    folder.mkdir(parents=True)
    chance, done = random.Random(seed), set[str]()  # noqa: S311  (who comes in a drill)
    in_order = sorted(packs, key=lambda one: str(one["head"]["date"]))
    papers = []
    for number, pack in enumerate(in_order):
        later = [one for one in in_order[number + 1 :] if one["head"]["date"] > pack["head"]["date"]]
        walk_ins = _walk_ins(pack, later, chance, done)
        papers.append(_fill(pack, walk_ins, folder, chance, done))
    (folder / "papers.json").write_text(json.dumps([asdict(paper) for paper in papers]))
    return papers


def _walk_ins(
    pack: dict[str, Any], later: Sequence[dict[str, Any]], chance: random.Random, done: set[str]
) -> list[str]:
    """References of some who stand by, and of one or two whose place is on a later day."""
    standby = [one for one in _standby(Path(pack["folder"])) if chance.random() < STANDBY_COME]
    early = [str(row["reference"]) for one in later[:1] for row in one["rows"][: chance.randint(1, 2)]]
    found = [one for one in (*standby, *early) if one not in done]
    return found[: pack["head"]["walk_in_forms"] - SPOILT]


def _fill(
    pack: dict[str, Any], walk_ins: Sequence[str], folder: Path, chance: random.Random, done: set[str]
) -> Paper:
    """done: who has the dose by now, and does not come again; filled up."""
    head, code = pack["head"], pack["head"]["session_code"]
    lines = [
        _line(row["reference"], row["arrival"], chance, may=0 if row["reference"] in done else COMES)
        for row in pack["rows"]
    ]
    for number, reference in enumerate(walk_ins, start=1):
        line = _line(reference, head["starts"], chance, may=1)
        lines.append(line | {"form_number": form_number(code, FormNumber(FormKind.WALK_IN, number))})
    spoilt = range(len(walk_ins) + 1, len(walk_ins) + 1 + SPOILT)
    file = folder / f"{len(list(folder.iterdir())):04d}.xlsx"
    write_filled(file, lines, session_code=code)
    came = [line for line in lines if line["arrived"]]
    done |= {line["reference"] for line in came if line["batch"]}
    closes = datetime.combine(date.fromisoformat(head["date"]), time.fromisoformat(head["ends"]), INDIA)
    return Paper(
        session_code=code,
        file=file.name,
        at=(closes + timedelta(hours=1)).isoformat(),
        came=len(came),
        doses=sum(bool(line["batch"]) for line in came),
        absent=len(pack["rows"]) - sum(bool(line["arrived"]) for line in lines[: len(pack["rows"])]),
        forms_used=len(walk_ins),
        void=tuple(form_number(code, FormNumber(FormKind.WALK_IN, number)) for number in spoilt),
    )


def _line(reference: str, arrival: str, chance: random.Random, *, may: float) -> dict[str, str]:
    """As a clerk writes; of who did not come nothing. may: how likely they come."""
    empty = dict.fromkeys(
        ("arrived", "identity_seen", "dose_given", "batch", "given_at", "not_given_for", "form_number"), ""
    )
    line = {"reference": reference, **empty}
    if chance.random() >= may:
        return line
    line |= {"arrived": arrival, "identity_seen": "y"}
    if chance.random() < GETS_IT:
        return line | {"dose_given": "y", "batch": chance.choice(BATCHES), "given_at": arrival}
    return line | {"dose_given": "n", "not_given_for": "was unwell"}


def _standby(folder: Path) -> list[str]:
    """References of those who stand by, from the list in the session's folder."""
    path = folder / "standby-list.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["reference"] for row in csv.DictReader(file)]
