"""Which facility each posting means, and which registrations are one person's: stored, or in files."""

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from teeka.apps.people.services.duplicates import link_duplicates
from teeka.apps.people.services.postings import resolve_all
from teeka.apps.people.services.resolving import resolve_apart
from teeka.doors.commands.matching_files import (
    DECISION_HEADER,
    PAIR_HEADER,
    decision_row,
    pair_row,
    read_postings,
    read_registry,
    read_table,
    write_table,
)
from teeka.doors.commands.settled_words import duplicates_in_words, resolved_as_json, resolved_in_words
from teeka.doors.commands.terminal import NEEDS_A_PERSON, Refused, json_option, print_result, progress
from teeka.formats.incoming.table import Kind
from teeka.rules.duplicates import Verdict as DuplicateVerdict
from teeka.rules.duplicates import find_duplicates as duplicates_among
from teeka.rules.duplicates import registrations_of
from teeka.rules.posting import PostingClaim, Verdict, stated_districts
from teeka.shared import clock

IN_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@json_option
def resolve(as_json: bool) -> int:
    """Resolve postings to facilities. What is not safe waits for a person and is never guessed."""
    with progress("Resolving postings") as told:
        done = resolve_all(now=clock.now(), progress=told)
    print_result(resolved_as_json(done), as_json=as_json, words=resolved_in_words(done))
    return NEEDS_A_PERSON if done.needs_a_person else 0


@click.command("match-postings")
@click.option("--registry", required=True, type=IN_FILE, help="facilities: facility_code,name,type,district")
@click.option("--postings", required=True, type=IN_FILE, help="postings: posting,district")
@click.option("--out", required=True, type=OUT_FILE, help="where the decisions go")
@json_option
def match_postings(registry: Path, postings: Path, out: Path, as_json: bool) -> int:
    """Say for each posting which facility it means: accept, confirm (ask) or review."""
    facilities = read_registry(registry)
    claims = read_postings(postings)
    if not facilities:
        raise Refused(f"{registry.name}: no row has a facility code, so there is nothing to match with.")
    meant = stated_districts((c.district for c in claims), (f.district for f in facilities))
    held = Counter(claims)
    with progress("Matching postings") as told:
        decisions = resolve_apart(
            [PostingClaim(c.text, meant[c.district]) for c in held], facilities, progress=told
        )
    rows = {claim: decision_row(claim, decision) for claim, decision in zip(held, decisions, strict=True)}
    write_table(out, DECISION_HEADER, (rows[claim] for claim in claims))
    counts: Counter[Verdict] = Counter()
    for decision, people in zip(decisions, held.values(), strict=True):
        counts[decision.verdict] += people
    result: dict[str, Any] = {"rows": len(claims), "texts": len(held), "out": str(out)}
    result.update({verdict.value: counts[verdict] for verdict in Verdict})
    words = (
        f"{len(claims):,} postings: {counts[Verdict.ACCEPT]:,} accepted, {counts[Verdict.CONFIRM]:,} to "
        f"confirm, {counts[Verdict.REVIEW]:,} to review. Written to {out}."
    )
    print_result(result, as_json=as_json, words=words)
    return NEEDS_A_PERSON if counts[Verdict.ACCEPT] < len(claims) else 0


@click.command("find-duplicates")
@click.option("--roster", required=True, type=IN_FILE, help="a roster: CSV, XLSX or ODS")
@click.option("--out", required=True, type=OUT_FILE, help="where the pairs go")
@json_option
def find_duplicates(roster: Path, out: Path, as_json: bool) -> int:
    """Say which rows of a roster are one person registered twice: link, or hold for a look."""
    table = read_table(roster, Kind.ROSTER)
    pairs = duplicates_among(registrations_of(table))
    write_table(out, PAIR_HEADER, map(pair_row, pairs))
    counts = Counter(pair.verdict for pair in pairs)
    linked, held = counts[DuplicateVerdict.LINK], counts[DuplicateVerdict.HOLD]
    result = {"rows": len(table), "linked": linked, "held": held, "out": str(out)}
    words = f"{len(table):,} rows: {linked:,} pairs linked, {held:,} held for a person. Written to {out}."
    print_result(result, as_json=as_json, words=words)
    return NEEDS_A_PERSON if held else 0


@click.command()
@click.option("--full", "is_full", is_flag=True, help="compare everybody anew, not only who came or changed")
@json_option
def duplicates(is_full: bool, as_json: bool) -> int:
    """Find registrations of one person and link them; doubtful pairs wait for somebody to look."""
    found = link_duplicates(now=clock.now(), is_full=is_full)
    print_result(asdict(found), as_json=as_json, words=duplicates_in_words(found))
    return NEEDS_A_PERSON if found.held else 0
