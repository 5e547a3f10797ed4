"""`teeka packs verify`: checks copies of lists where there is no teeka set up, no database and no server."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from teeka.apps.lists.services.copy_check import CopyChecked, check_copy
from teeka.apps.lists.services.faults import Fault, ListFault
from teeka.apps.lists.services.manifest import MANIFEST
from teeka.doors.commands.terminal import NEEDS_A_PERSON, Refused, json_option, print_result
from teeka.rules.signing.keys import KeyUnreadable, PublicKey
from teeka.shared.clock import in_india

LONGEST_KEY_FILE = 100_000  # bytes; a key is 44 letters, perhaps among other words


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--key", "given", help="the public key: a file that holds it, or its 44 letters")
@json_option
def verify(paths: tuple[Path, ...], given: str | None, as_json: bool) -> int:
    """Check copies of lists with nothing but the public key.

    PATH is a folder of lists, or the folder of one session. Of several copies, the older are told.
    """
    own = _read_key(given) if given else None
    checked = _compared({path: check_copy(path, own) for path in paths})
    result = {"copies": [_as_dict(path, copy, own) for path, copy in checked.items()]}
    words = "\n\n".join(_in_words(path, copy, own) for path, copy in checked.items())
    print_result(result, as_json=as_json, words=words)
    is_well = own is not None and not any(copy.faults for copy in checked.values())
    return 0 if is_well else NEEDS_A_PERSON


def _read_key(given: str) -> PublicKey:
    try:
        if (path := Path(given)).is_file():
            with path.open("rb") as file:
                given = file.read(LONGEST_KEY_FILE).decode(errors="replace")
        return PublicKey.read(given)
    except (KeyUnreadable, OSError, ValueError) as fault:
        raise Refused(
            "--key holds no public key. Give the 44 letters from a list's foot, or a file that holds them.\n"
            "--key में सार्वजनिक कुंजी नहीं है। सूची के नीचे छपे 44 अक्षर दें, या वह फ़ाइल जिसमें वे हैं।"
        ) from fault


def _compared(copies: dict[Path, CopyChecked]) -> dict[Path, CopyChecked]:
    """The newest of them that is signed makes the others old."""
    counters = {path: copy.manifest.counter for path, copy in copies.items() if copy.manifest}
    signed = [
        counters[path]
        for path, copy in copies.items()
        if path in counters and not any(fault.path == MANIFEST for fault in copy.faults)
    ]
    newest = max(signed, default=0)
    old = ListFault(MANIFEST, Fault.OLD_MANIFEST)
    return {
        path: replace(copy, faults=(old, *copy.faults)) if 0 < counters.get(path, 0) < newest else copy
        for path, copy in copies.items()
    }


def _as_dict(path: Path, copy: CopyChecked, own: PublicKey | None) -> dict[str, Any]:
    manifest, key = copy.manifest, copy.key
    return {
        "path": str(path),
        "files": len(copy.entries),
        "faults": [
            {"path": one.path, "fault": one.fault.value, "en": one.sentence(), "hi": one.sentence("hi")}
            for one in copy.faults
        ],
        "made_at": manifest.made_at if manifest else "",
        "counter": manifest.counter if manifest else 0,
        "key": {"id": key.key_id, "fingerprint": key.fingerprint, "public_key": key.text} if key else None,
        "is_key_vouched_for": bool(own and key and copy.keys and key.key_id in copy.keys),
        "earlier_keys": [
            {"fingerprint": one.key.fingerprint, "ended_at": one.ended_at}
            for one in (copy.keys or {}).values()
            if one.ended_at
        ],
    }


def _in_words(path: Path, copy: CopyChecked, own: PublicKey | None) -> str:
    lines = [f"{path}:"]
    for one in copy.faults:
        lines += [f"  {one.sentence()}", f"  {one.sentence('hi')}"]
    if not copy.faults:
        lines.append(f"  All {len(copy.entries):,} files are what was signed.")
        lines.append(f"  सभी {len(copy.entries):,} फ़ाइलें वही हैं जिन पर हस्ताक्षर हुआ था।")
    if copy.manifest and copy.manifest.made_at:
        which, when = copy.manifest.counter, _when(copy.manifest.made_at)
        lines.append(f"  Manifest {which} of {when}. सूची-पत्र {which}, {when}।")
    lines += _key_words(copy, own)
    return "\n".join(lines)


def _when(written: str) -> str:
    """As a clock in India shows it; as it stands there where a forger wrote something else."""
    try:
        return f"{in_india(datetime.fromisoformat(written)):%d %b %Y %H:%M}"
    except (ValueError, OverflowError):
        return written


def _key_words(copy: CopyChecked, own: PublicKey | None) -> list[str]:
    key = copy.key
    if key is None:
        return []
    if own is None:
        return [
            f"  No --key was given. The copy names the key {key.fingerprint}: compare it with the office.",
            f"  --key नहीं दिया गया। प्रति में कुंजी {key.fingerprint} लिखी है: कार्यालय से मिलाएँ।",
        ]
    lines = [f"  Signed with the key {key.fingerprint}. कुंजी {key.fingerprint} से हस्ताक्षरित।"]
    for one in (copy.keys or {}).values():
        if one.ended_at:
            lines.append(
                f"  The key {one.key.fingerprint} ended at {_when(one.ended_at)}; "
                "what it signed before counts. उससे पहले के हस्ताक्षर मान्य हैं।"
            )
    return lines
