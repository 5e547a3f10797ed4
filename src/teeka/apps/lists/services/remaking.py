"""Makes a published version's files again, from its frozen rows alone: the bytes that were written then."""

from collections.abc import Mapping
from datetime import datetime

from teeka.apps.lists.catalogue import LISTS, due_lists
from teeka.apps.lists.queries.published import PublishedList, published_list
from teeka.apps.lists.services.signing import sign_versions
from teeka.formats.outgoing.registry import FORMATS


class NotSigned(Exception):
    """The version has no signature yet, so its files are not settled."""


def signed_list(list_id: int, *, now: datetime) -> PublishedList | None:
    """A published list with its signature, which it gets now if no run has written it yet.

    Raises SigningKeyLost.
    """
    sign_versions([list_id], now=now)
    return published_list(list_id)


def remake(published: PublishedList, format_name: str) -> bytes:
    """A due list in one format. Raises NotSigned."""
    _refuse_unsigned(published)
    wanted = next(iter(due_lists([published])))
    return FORMATS[format_name].write(wanted.document)


def remake_pack(published: PublishedList) -> Mapping[str, bytes]:
    """File name → bytes, of every file of its session's folder that is of this version. Raises NotSigned."""
    _refuse_unsigned(published)
    made = {}
    for kind in LISTS:
        for wanted in kind.make([published]) if kind.is_frozen else ():
            for name in kind.formats:
                form = FORMATS[name]
                made[form.file_name(wanted.document)] = form.write(wanted.document)
    return made


def _refuse_unsigned(published: PublishedList) -> None:
    if not published.signature:
        raise NotSigned(published.session_code)
