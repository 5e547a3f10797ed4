"""The pages of a folder of lists: dates lead to districts, districts to sessions and their files."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from teeka.apps.lists.services.manifest import Entry
from teeka.formats.outgoing.index_page import IndexLink, IndexPage, IndexRow, write_index

INDEX = "index.html"
HOME = "Lists · सूचियाँ"
FILE_WORDS = {"pdf": "PDF", "xlsx": "XLSX", "csv": "CSV", "json": "JSON"}
LIST_WORDS = {
    "due-list": "Due list · ड्यू लिस्ट",
    "change-slip": "Change slip · बदलाव पर्ची",
    "verifier-list": "Verifier's list · सत्यापन सूची",
    "walk-in-forms": "Walk-in forms · बिना सूची के फ़ॉर्म",
    "dose-forms": "Dose forms · टीका फ़ॉर्म",
    "call-sheet": "Call sheet · फ़ोन सूची",
    "standby-list": "Standby list · प्रतीक्षा सूची",
    "gate-list": "Gate list with answers · उत्तरों सहित द्वार सूची",
    "directions": "Directions and numbers · रास्ता और नंबर",
    "facility-list": "Facility list · संस्थान सूची",
    "duty-roster": "Duty roster · ड्यूटी सूची",
    "block-register": "Block register · प्रखंड पंजी",
    "district-register": "District register · ज़िला पंजी",
    "session-register": "Session register · सत्र पंजी",
    "change-register": "Changes to published lists · प्रकाशित सूचियों में बदलाव",
    "state-register": "State register · राज्य पंजी",
}
COUNTED = ("due-list", "facility-list")  # each name once: slips and registers repeat them
Folder = tuple[str, ...]


def index_pages(entries: Iterable[Entry]) -> Mapping[str, bytes]:
    """Path → page: one for every folder that holds folders. What lies deepest is linked from above."""
    tree = _Tree(entries)
    return {"/".join((*folder, INDEX)): write_index(tree.page(folder)) for folder in sorted(tree.inner)}


class _Tree:
    """The folders of a place: their names, their files, and how many names their lists hold."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.files: dict[Folder, list[Entry]] = defaultdict(list)
        self.counts: dict[Folder, int] = defaultdict(int)
        self.names: dict[Folder, str] = {(): HOME}
        self.children: dict[Folder, list[Folder]] = defaultdict(list)
        for entry in entries:
            self._add(entry)
        self.inner = {folder[:depth] for folder in self.files for depth in range(len(folder))}
        for folder in sorted(self.inner | set(self.files)):
            if folder:
                self.children[folder[:-1]].append(folder)

    def _add(self, entry: Entry) -> None:
        folder = PurePosixPath(entry.path).parts[:-1]
        self.files[folder].append(entry)
        for depth, crumb in enumerate(entry.crumbs, start=1):
            self.names[folder[:depth]] = crumb
        if entry.list in COUNTED and entry.path.endswith(".csv"):
            for depth in range(len(folder) + 1):
                self.counts[folder[:depth]] += entry.row_count

    def page(self, folder: Folder) -> IndexPage:
        above = tuple(
            IndexLink(self.name(folder[:depth]), _up(len(folder) - depth)) for depth in range(len(folder))
        )
        rows = tuple(
            IndexRow(self.name(child), self.counts[child], self._links(child))
            for child in self.children[folder]
        )
        return IndexPage(self.name(folder), above, rows)

    def name(self, folder: Folder) -> str:
        return self.names.get(folder, folder[-1] if folder else HOME)

    def _links(self, child: Folder) -> tuple[IndexLink, ...]:
        if child in self.inner:
            return (IndexLink("Open · खोलें", f"{child[-1]}/{INDEX}"),)
        return _links(self.files[child], f"{child[-1]}/")


def _up(steps: int) -> str:
    return "../" * steps + INDEX


def _links(entries: list[Entry], prefix: str) -> tuple[IndexLink, ...]:
    return tuple(
        IndexLink(_link_words(PurePosixPath(entry.path).name, entry), prefix + PurePosixPath(entry.path).name)
        for entry in sorted(entries, key=lambda entry: (entry.list != "due-list", entry.path))
    )


def _link_words(name: str, entry: Entry) -> str:
    stem, _, ending = name.rpartition(".")
    known = next((words for key, words in LIST_WORDS.items() if stem.startswith(key)), "Pack · पैक")
    version = f" v{entry.version}" if entry.frozen_list is not None else ""
    return f"{known}{version}: {FILE_WORDS.get(ending, ending)}"
