"""One document becomes files. Runs in worker processes too, so it knows neither Django nor the database."""

from collections.abc import Sequence
from pathlib import Path

from teeka.formats.outgoing.document import Document
from teeka.formats.outgoing.registry import FORMATS
from teeka.shared.whole_file import WrittenFile, sync_folder, write_whole


def write_document(folder: Path, document: Document, formats: Sequence[str]) -> list[WrittenFile]:
    """Write one document in each format. Raises OSError as it comes (disk full, no permission)."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [
        write_whole(folder / FORMATS[name].file_name(document), FORMATS[name].write(document))
        for name in formats
    ]
    sync_folder(folder)
    return written


def remove_file(root: Path, path: Path) -> None:
    """A list that nobody wants any more, and the folders that held nothing else."""
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == root or any(folder.iterdir()):
            return
        folder.rmdir()
