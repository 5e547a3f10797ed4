"""A session's gate list as a file, made at the moment of asking and kept nowhere."""

from datetime import datetime

from teeka.apps.lists.documents.gate_list import gate_list
from teeka.apps.lists.queries.answers import answer_rows
from teeka.apps.lists.queries.published import PublishedList
from teeka.formats.outgoing.registry import FORMATS


def gate_copy(published: PublishedList, format_name: str, *, now: datetime) -> bytes:
    """The list's rows with the answers as they stand; the published list itself stays as it was frozen."""
    return FORMATS[format_name].write(gate_list(published, answer_rows([published.id]), now=now))
