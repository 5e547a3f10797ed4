"""Edits that somebody could make to a copy of lists: each names the files by which it must be found."""

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from teeka.apps.lists.services.manifest import MANIFEST

Edit = Callable[["Copy", random.Random], set[str]]  # gives the files one of which must be named


class Copy:
    """A copy to be edited, and an older manifest and older files that somebody kept."""

    def __init__(self, root: Path, older: Path) -> None:
        self.root, self.older = root, older
        self.files = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
        self.listed = [path for path in self.files if path not in {MANIFEST, ".lock"}]

    def entries(self) -> dict[str, Any]:
        stored: dict[str, Any] = json.loads((self.root / MANIFEST).read_bytes())
        return stored

    def write_entries(self, stored: dict[str, Any]) -> None:
        """As the signature was, in the same layout: only the words were changed."""
        signature, files, sessions = stored.pop("signature"), stored.pop("files"), stored.pop("sessions")
        lines, rows = (",\n".join(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in many)
                       for many in (files, sessions))  # fmt: skip
        head = json.dumps(stored, ensure_ascii=False, sort_keys=True)[:-1]
        text = f'{head}, "sessions": [\n{rows}\n], "files": [\n{lines}\n],\n"signature": "{signature}"}}\n'
        (self.root / MANIFEST).write_text(text)


def flip_a_bit(copy: Copy, chance: random.Random) -> set[str]:
    path = chance.choice([*copy.listed, MANIFEST])
    content = bytearray((copy.root / path).read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    (copy.root / path).write_bytes(content)
    return {path}


def cut_short(copy: Copy, chance: random.Random) -> set[str]:
    path = chance.choice([*copy.listed, MANIFEST])
    content = (copy.root / path).read_bytes()
    (copy.root / path).write_bytes(content[: chance.randrange(len(content))])
    return {path}


def swap_two(copy: Copy, chance: random.Random) -> set[str]:
    one, other = _two_that_differ(copy, chance)
    first, second = (copy.root / one).read_bytes(), (copy.root / other).read_bytes()
    (copy.root / one).write_bytes(second)
    (copy.root / other).write_bytes(first)
    return {one}


def rename(copy: Copy, chance: random.Random) -> set[str]:
    path = chance.choice(copy.listed)
    (copy.root / path).rename((copy.root / path).with_name(f"x-{Path(path).name}"))
    return {path}


def remove(copy: Copy, chance: random.Random) -> set[str]:
    path = chance.choice([*copy.listed, MANIFEST])
    (copy.root / path).unlink()
    return {path}


def add(copy: Copy, chance: random.Random) -> set[str]:
    folder = Path(chance.choice(copy.listed)).parent
    path = (
        folder / chance.choice(("due-list-final.pdf", "pack2.json", "IMG_1.jpg", "manifest2.json"))
    ).as_posix()
    (copy.root / path).write_bytes(chance.randbytes(50))
    return {path}


def forge_with_its_entry(copy: Copy, chance: random.Random) -> set[str]:
    stored = copy.entries()
    entry = chance.choice(stored["files"])
    content = (copy.root / entry["path"]).read_bytes() + b" "
    (copy.root / entry["path"]).write_bytes(content)
    entry |= {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    copy.write_entries(stored)
    return {entry["path"]}


def raise_a_version(copy: Copy, chance: random.Random) -> set[str]:
    stored = copy.entries()
    entry = chance.choice(stored["files"])
    entry["version"] += 1
    if entry["frozen"] and chance.random() < 0.5:
        entry["frozen"]["mark"]["version"] += 1
    copy.write_entries(stored)
    return {entry["path"]}


def put_an_older_manifest_back(copy: Copy, chance: random.Random) -> set[str]:
    shutil.copy(copy.older / MANIFEST, copy.root / MANIFEST)
    return {MANIFEST}


def put_older_files_back(copy: Copy, chance: random.Random) -> set[str]:
    changed = [
        path
        for path in copy.listed
        if "/" in path  # beside the manifest it would be put back too, which is another edit
        and (copy.older / path).exists()
        and (copy.older / path).read_bytes() != (copy.root / path).read_bytes()
    ]
    path = chance.choice(changed)
    shutil.copytree((copy.older / path).parent, (copy.root / path).parent, dirs_exist_ok=True)
    return {path}


def swap_two_signatures(copy: Copy, chance: random.Random) -> set[str]:
    stored = copy.entries()
    one, other = chance.sample(stored["files"], 2)
    one["signature"], other["signature"] = other["signature"], one["signature"]
    copy.write_entries(stored)
    return {one["path"]}


def swap_two_versions_signatures(copy: Copy, chance: random.Random) -> set[str]:
    stored = copy.entries()
    frozen = [entry for entry in stored["files"] if entry["frozen"]]
    one = chance.choice(frozen)
    other = chance.choice([e for e in frozen if e["frozen"]["signature"] != one["frozen"]["signature"]])
    one["frozen"]["signature"], other["frozen"]["signature"] = (
        other["frozen"]["signature"],
        one["frozen"]["signature"],
    )
    copy.write_entries(stored)
    return {one["path"]}


def say_another_counter_or_hour(copy: Copy, chance: random.Random) -> set[str]:
    stored = copy.entries()
    if chance.random() < 0.5:
        stored["counter"] += chance.randrange(1, 100)
    else:
        chance.choice(stored["sessions"])["version"] += 1
    copy.write_entries(stored)
    return {MANIFEST}


def take_an_entry_out(copy: Copy, chance: random.Random) -> set[str]:
    stored = copy.entries()
    entry = stored["files"].pop(chance.randrange(len(stored["files"])))
    stored["file_count"] -= 1
    copy.write_entries(stored)
    return {entry["path"]}


EDITS: tuple[Edit, ...] = (
    flip_a_bit,
    cut_short,
    swap_two,
    rename,
    remove,
    add,
    forge_with_its_entry,
    raise_a_version,
    put_an_older_manifest_back,
    put_older_files_back,
    swap_two_signatures,
    swap_two_versions_signatures,
    say_another_counter_or_hour,
    take_an_entry_out,
)
ONLY_BY_SIGNATURE = (
    raise_a_version,
    swap_two_signatures,
    swap_two_versions_signatures,
    say_another_counter_or_hour,
    forge_with_its_entry,
)


def _two_that_differ(copy: Copy, chance: random.Random) -> tuple[str, str]:
    one = chance.choice(copy.listed)
    content = (copy.root / one).read_bytes()
    return one, chance.choice([path for path in copy.listed if (copy.root / path).read_bytes() != content])
