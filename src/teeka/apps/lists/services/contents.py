"""What decides a list's bytes: while it is the same, the files on disk need not be made anew."""

import hashlib
from dataclasses import replace

from teeka.apps.lists.catalogue import Wanted
from teeka.apps.lists.documents.moments import BEFORE_ANYTHING
from teeka.formats.outgoing.registry import EDITION


def contents_of(wanted: Wanted) -> str:
    """Hash of everything that decides a list's bytes, but for the hour of lists that are of now."""
    document = wanted.document
    if wanted.is_of_now:
        document = replace(document, made_at=BEFORE_ANYTHING, stamp="", identity="")
    return hashlib.sha256(f"{EDITION} {document!r}".encode()).hexdigest()
