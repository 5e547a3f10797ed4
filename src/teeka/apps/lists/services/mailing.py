"""E-mails each version of a pack, locked, to who is in charge of the site; asks when nobody has seen it.

A letter proves nothing of a copy: a mail server took it. So it never counts as a place. It leaves through the
mail server of the first e-mail route that is on, in a thread of its own.
"""

import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from teeka.apps.lists.models import PackLetter
from teeka.apps.lists.queries.letters import DueLetter, due_letters
from teeka.apps.lists.services.links import link_address
from teeka.apps.lists.services.manifest import MANIFEST, Entry, ManifestUnreadable, read_manifest
from teeka.apps.lists.services.nudging import Nudge, due_nudges
from teeka.apps.lists.services.places import default_folder
from teeka.apps.lists.services.recipients import password_of
from teeka.apps.notices.models import Route
from teeka.formats.outgoing.locked_zip import write_locked_zip
from teeka.gateways.mail.parcel import Parcel, ParcelFailed, send_parcel
from teeka.gateways.mail.settings import MailSettings, read_settings
from teeka.gateways.sms.gateway import SettingsRefused
from teeka.rules.store_faults import waits

log = logging.getLogger(__name__)
LETTERS_A_TURN = 10
BY = "lists by e-mail"
TEXT = (
    "The locked pack of session {code}, version {version}, is attached. Open it with 7-Zip or WinZip; your "
    "district's officer tells you the password by telephone, and it is never sent by e-mail. An older "
    "version that you hold is void.\n{link}\n"
    "सत्र {code} का ताला लगा पैक (संस्करण {version}) संलग्न है। इसे 7-Zip या WinZip से खोलें; पासवर्ड आपके ज़िले "
    "के अधिकारी फ़ोन पर बताएँगे, वह ई-मेल से कभी नहीं भेजा जाता। आपके पास का पुराना संस्करण अब मान्य नहीं है।\n{link_hi}"
)
LINK = "Open this page and press that you have it; it also shows whether a newer version came:\n{}\n"
LINK_HI = "यह पृष्ठ खोलें और बताएँ कि सूची मिल गई; नया संस्करण आया हो तो वह भी यहीं दिखता है:\n{}\n"


@dataclass(frozen=True, slots=True)
class _Letter:
    """One letter; what is in it is made in the postman's thread, for locking a pack takes time."""

    frozen_list: int
    district_code: int
    kind: str
    to: str
    tries: int
    parcel: Callable[[], Parcel]


@dataclass(frozen=True, slots=True)
class _Sent:
    letter: _Letter
    fault: str = ""


class Postman:
    """One turn at a time, beside everything else."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._done: list[_Sent] = []

    def one_pass(self, entries: Mapping[str, Entry], *, now: datetime) -> bool:
        """Note what went out, begin with what is due; True when nothing is to be done."""
        if self._thread is not None:
            if self._thread.is_alive():
                return False
            self._thread = None
            self._note(now)
        route = Route.objects.filter(adapter="smtp", is_on=True, is_rehearsal=False).order_by("id").first()
        due = list(_due(entries, now)) if route is not None else []
        if route is None or not due:
            return True
        try:
            mail = read_settings(route.settings, os.environ)
        except SettingsRefused:
            self._done = [_Sent(letter, "the mail route's settings do not work") for letter in due]
            self._note(now)
            return True
        self._thread = threading.Thread(target=self._send_all, args=(due, mail, now), daemon=True)
        self._thread.start()
        return False

    def _send_all(self, letters: Sequence[_Letter], mail: MailSettings, now: datetime) -> None:
        for letter in letters:
            try:
                send_parcel(letter.parcel(), mail, date=now)
                self._done.append(_Sent(letter))
            except ParcelFailed as failed:
                self._done.append(_Sent(letter, str(failed)))
            except (OSError, ManifestUnreadable) as error:  # our own folder; the keeper sees to it
                self._done.append(_Sent(letter, type(error).__name__))

    def _note(self, now: datetime) -> None:
        done, self._done = self._done, []
        for one in done:
            if one.fault:
                log.warning("a letter of a pack was not sent", extra={"list": one.letter.frozen_list})
            tries = one.letter.tries + 1
            PackLetter.objects.update_or_create(
                frozen_list_id=one.letter.frozen_list,
                to_email=one.letter.to,
                kind=one.letter.kind,
                defaults={
                    "district_code": one.letter.district_code,
                    "sent_at": None if one.fault else now,
                    "fault": one.fault[:60],
                    "tries": tries,
                    "not_before": now + waits(tries) if one.fault else None,
                },
            )


def _due(entries: Mapping[str, Entry], now: datetime) -> Iterator[_Letter]:
    """Packs first: a list that nobody was sent yet, nobody has seen."""
    due = due_letters(now=now, at_most=LETTERS_A_TURN)
    folders = {entry.frozen_list: entry for entry in (entries.values() if due else ()) if entry.is_folder}
    root = default_folder()
    for letter in due:
        if (folder := folders.get(letter.frozen_list)) is None:
            continue
        link = link_address(letter.session_id, by=BY, now=now)
        yield _Letter(
            letter.frozen_list, letter.district_code, PackLetter.Kind.PACK, letter.email, letter.tries,
            partial(_pack, letter, root / folder.path, link),
        )  # fmt: skip
    for nudge in due_nudges(now=now, at_most=LETTERS_A_TURN):
        yield _Letter(
            nudge.frozen_list, nudge.district_code, PackLetter.Kind.NUDGE, nudge.email, nudge.tries,
            partial(_nudge, nudge),
        )  # fmt: skip


def _pack(letter: DueLetter, manifest: Path, link: str) -> Parcel:
    """Of all that the folder's manifest names, and with it, so that it can be checked alone."""
    folder = manifest.parent
    there = read_manifest(manifest)
    contents = {name: (folder / name).read_bytes() for name in (*(there.files if there else ()), MANIFEST)}
    password = password_of(letter.facility_code, letter.generation)
    return Parcel(
        to=letter.email,
        subject=f"Pack {letter.session_code}, {letter.held_on}, version {letter.version} · पैक",
        text=TEXT.format(
            code=letter.session_code,
            version=letter.version,
            link=LINK.format(link) if link else "",
            link_hi=LINK_HI.format(link) if link else "",
        ),
        key=f"pack.{letter.frozen_list}.{letter.generation}",
        file_name=f"{folder.name}-v{letter.version}.zip",
        content=write_locked_zip(contents, password),
    )


def _nudge(nudge: Nudge) -> Parcel:
    return Parcel(
        to=nudge.email,
        subject=nudge.subject,
        text=nudge.text,
        key=f"nudge.{nudge.frozen_list}.{'officer' if nudge.is_officer else 'site'}",
    )
