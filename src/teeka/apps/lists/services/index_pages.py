"""The pages of a folder of lists: dates lead to districts, districts to sessions, a session to its files."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import groupby

from teeka.apps.lists.services.manifest import Entry
from teeka.apps.lists.services.sealing import ListFolder
from teeka.formats.outgoing.index_page import IndexLink, IndexPage, IndexRow, write_index

INDEX = "index.html"
INDEX_LIST = "index"  # the list of which a page is
INDEX_LIST = "index"
HOME = "Lists · सूचियाँ"
FILE_WORDS = {"pdf": "PDF", "xlsx": "XLSX", "csv": "CSV", "json": "Pack · पैक"}
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
OPEN = "Open · खोलें"
DUE_LIST = "due-list.pdf"
Parts = tuple[str, ...]


def folder_page(folder: ListFolder) -> bytes:
    """Of one folder's lists: a row each, the due list first."""
    entries = [entry for entry in folder.files.values() if entry.list in LIST_WORDS]
    entries.sort(key=_order)
    rows = tuple(_row(list(files)) for _, files in groupby(entries, key=_order))
    return write_index(IndexPage(folder.crumbs[-1], _above(folder.crumbs), rows))


def _order(entry: Entry) -> tuple[bool, str, int]:
    return (entry.list != "due-list", entry.list, entry.version)


def _row(files: list[Entry]) -> IndexRow:
    first = files[0]
    version = f" v{first.version}" if first.frozen_list is not None else ""
    links = tuple(IndexLink(FILE_WORDS[one.path.rpartition(".")[2]], one.path) for one in files)
    return IndexRow(f"{LIST_WORDS[first.list]}{version}", first.row_count, links)


def pages_above(folders: Iterable[Entry], touched: Iterable[str]) -> Mapping[str, bytes]:
    """Path → page, of every folder above one of `touched`, made of the entries of all that hold lists.

    Empty where nothing lies below any more.
    """
    tree = _Tree(folders)
    parts = [tuple(path.split("/")) for path in touched]
    inner = {path[:depth] for path in parts for depth in range(len(path))}
    return {
        "/".join((*path, INDEX)): write_index(tree.page(path)) if path in tree.children else b""
        for path in sorted(inner)
    }


class _Tree:
    """The folders of a place: their names, and how many names their lists hold."""

    def __init__(self, folders: Iterable[Entry]) -> None:
        self.lists: dict[Parts, Entry] = {}
        self.counts: dict[Parts, int] = defaultdict(int)
        self.crumbs: dict[Parts, tuple[str, ...]] = {}
        self.children: dict[Parts, set[Parts]] = defaultdict(set)
        for entry in folders:
            path = tuple(entry.folder.split("/"))
            self.lists[path] = entry
            for depth in range(len(path) + 1):
                self.counts[path[:depth]] += entry.row_count
                self.crumbs[path[:depth]] = entry.crumbs[:depth]
                if depth:
                    self.children[path[: depth - 1]].add(path[:depth])

    def page(self, path: Parts) -> IndexPage:
        crumbs = self.crumbs[path]
        rows = (
            IndexRow(self.crumbs[child][-1], self.counts[child], self._links(child))
            for child in sorted(self.children[path])
        )
        return IndexPage(crumbs[-1] if crumbs else HOME, _above(crumbs), tuple(rows))

    def _links(self, child: Parts) -> tuple[IndexLink, ...]:
        """A session's due list is one press away; of its other files tells its own page."""
        name, lists = child[-1], self.lists.get(child)
        opens = IndexLink(OPEN, f"{name}/{INDEX}")
        if lists is None or lists.frozen_list is None:
            return (opens,)
        return (IndexLink(f"{LIST_WORDS['due-list']}: {FILE_WORDS['pdf']}", f"{name}/{DUE_LIST}"), opens)


def _above(crumbs: tuple[str, ...]) -> tuple[IndexLink, ...]:
    """The way back, outermost first."""
    words = (HOME, *crumbs)[: len(crumbs)]
    return tuple(IndexLink(word, "../" * (len(crumbs) - depth) + INDEX) for depth, word in enumerate(words))
