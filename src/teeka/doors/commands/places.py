"""`teeka places FILE…`: takes over the codes and blocks of the Local Government Directory."""

from pathlib import Path
from typing import Any

import click

from teeka.apps.places.services.directory import DirectoryLoaded, load_directory
from teeka.doors.commands.terminal import NEEDS_A_PERSON, Refused, json_option, print_result
from teeka.formats.incoming.lgd import LgdRefused, read_lgd


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@json_option
def places(files: tuple[Path, ...], as_json: bool) -> int:
    """Load LGD files of districts, blocks and subdistricts (CSV), as they stand; districts first.

    Their spellings of districts are reconciled with ours; whatever could not be is named.
    """
    done = [(path, _load(path)) for path in files]
    result = {"files": [_as_dict(path, loaded) for path, loaded in done]}
    words = "\n".join(_in_words(path, loaded) for path, loaded in done)
    print_result(result, as_json=as_json, words=words)
    return NEEDS_A_PERSON if any(loaded.unreconciled for _, loaded in done) else 0


def _load(path: Path) -> DirectoryLoaded:
    try:
        return load_directory(read_lgd(path.read_bytes()))
    except LgdRefused as refusal:
        raise Refused(f"{path.name}: {refusal}") from refusal


def _as_dict(path: Path, loaded: DirectoryLoaded) -> dict[str, Any]:
    return {
        "file": path.name,
        "kind": loaded.kind,
        "rows": loaded.rows,
        "districts_reconciled": loaded.reconciled,
        "districts_added": loaded.added,
        "blocks": loaded.blocks,
        "facilities_given_a_block": loaded.facilities,
        "unreconciled": loaded.unreconciled,
    }


def _in_words(path: Path, loaded: DirectoryLoaded) -> str:
    lines = [f"{path.name}: {loaded.rows:,} rows of {loaded.kind}, {loaded.reconciled} districts reconciled."]
    if loaded.blocks:
        lines.append(f"  {loaded.blocks:,} blocks stored, {loaded.facilities:,} facilities now know theirs.")
    lines += [f"  Added a newer district: {name}" for name in loaded.added]
    lines += [
        f"  Not reconciled: {name}. Load the file of districts first, or add it to district_names.csv."
        for name in loaded.unreconciled
    ]
    return "\n".join(lines)
