"""Edits that somebody could make to a copy of lists: each names the files by which it must be found."""

import hashlib
import json
import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from teeka.apps.lists.services.manifest import FOLDER, MANIFEST

Edit = Callable[["Copy", random.Random], set[str]]  # gives the files one of which must be named


class Copy:
    """A copy to be edited, and an older manifest and older files that somebody kept."""

    def __init__(self, root: Path, older: Path) -> None:
        self.root, self.older = root, older
        self.files = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
        self.listed = [path for path in self.files if path not in {MANIFEST, ".lock"}]
        self.folders = [path.removesuffix(MANIFEST) for path in self.listed if path.endswith(f"/{MANIFEST}")]

    def any_folder(self, chance: random.Random) -> str:
        """One that has a manifest, with its slash at the end; the whole one is as likely as all others."""
        return "" if chance.random() < 0.5 else chance.choice(self.folders)

    def entries(self, folder: str = "") -> dict[str, Any]:
        stored: dict[str, Any] = json.loads((self.root / folder / MANIFEST).read_bytes())
        return stored

    def write_entries(self, stored: dict[str, Any], folder: str = "") -> None:
        """As the signature was, in the same layout: only the words were changed, and in the whole manifest
        the hash of a folder's, as whoever knows our ways would do.
        """
        signature, files = stored.pop("signature"), stored.pop("files")
        sessions = stored.pop("sessions", None)
        text = json.dumps(stored, ensure_ascii=False, sort_keys=True)[:-1]
        if sessions is not None:
            text += f', "sessions": [\n{_lines(sessions)}\n]'
        text += f', "files": [\n{_lines(files)}\n],\n"signature": "{signature}"}}\n'
        (self.root / folder / MANIFEST).write_text(text)
        if folder:
            whole = self.entries()
            entry = next(one for one in whole["files"] if one["path"] == folder + MANIFEST)
            entry["sha256"] = hashlib.sha256(text.encode()).hexdigest()
            self.write_entries(whole)


def _lines(many: Sequence[object]) -> str:
    return ",\n".join(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in many)


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
    folder = copy.any_folder(chance)
    stored = copy.entries(folder)
    entry = chance.choice([one for one in stored["files"] if one["list"] != FOLDER])
    path = folder + entry["path"]
    content = (copy.root / path).read_bytes() + b" "
    (copy.root / path).write_bytes(content)
    entry |= {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    copy.write_entries(stored, folder)
    return {path}


def raise_a_version(copy: Copy, chance: random.Random) -> set[str]:
    folder = copy.any_folder(chance)
    stored = copy.entries(folder)
    entry = chance.choice(stored["files"])
    entry["version"] += 1
    if "frozen" in entry and chance.random() < 0.5:
        entry["frozen"]["mark"]["version"] += 1
    copy.write_entries(stored, folder)
    return {folder + entry["path"]}


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
    folder = copy.any_folder(chance)
    stored = copy.entries(folder)
    one, other = chance.sample(stored["files"], 2)
    one["signature"], other["signature"] = other["signature"], one["signature"]
    copy.write_entries(stored, folder)
    return {folder + one["path"]}


def swap_two_versions_signatures(copy: Copy, chance: random.Random) -> set[str]:
    """A list's with that of another session's."""
    sessions = [folder for folder in copy.folders if folder.startswith("2026")]
    folder, from_folder = chance.sample(sessions, 2)
    stored, others = copy.entries(folder), copy.entries(from_folder)
    one, other = (chance.choice([e for e in of["files"] if "frozen" in e]) for of in (stored, others))
    one["frozen"]["signature"] = other["frozen"]["signature"]
    copy.write_entries(stored, folder)
    return {folder + one["path"]}


def swap_two_folders(copy: Copy, chance: random.Random) -> set[str]:
    """Of sessions, whole, each with its own manifest."""
    one, other = chance.sample([folder for folder in copy.folders if folder.startswith("2026")], 2)
    (copy.root / one).rename(copy.root / "aside")
    (copy.root / other).rename(copy.root / one)
    (copy.root / "aside").rename(copy.root / other)
    return {one + MANIFEST}


def say_another_counter_or_hour(copy: Copy, chance: random.Random) -> set[str]:
    stored = copy.entries()
    if chance.random() < 0.5:
        stored["counter"] += chance.randrange(1, 100)
    else:
        chance.choice(stored["sessions"])["version"] += 1
    copy.write_entries(stored)
    return {MANIFEST}


def take_an_entry_out(copy: Copy, chance: random.Random) -> set[str]:
    folder = copy.any_folder(chance)
    stored = copy.entries(folder)
    entry = stored["files"].pop(chance.randrange(len(stored["files"])))
    stored["file_count"] -= 1
    copy.write_entries(stored, folder)
    return {folder + entry["path"]}


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
    swap_two_folders,
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
