"""E-mails each new version of a pack, locked, to who is in charge of the site.

A letter proves nothing of a copy: a mail server took it. So it never counts as a place. It leaves through the
mail server of the first e-mail route that is on, in a thread of its own.
"""

import logging
import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from teeka.apps.lists.models import PackLetter
from teeka.apps.lists.queries.letters import DueLetter, due_letters
from teeka.apps.lists.services.manifest import Entry
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
TEXT = (
    "The locked pack of session {code}, version {version}, is attached. Open it with 7-Zip or WinZip; your "
    "district's officer tells you the password by telephone, and it is never sent by e-mail. An older "
    "version that you hold is void.\n\n"
    "सत्र {code} का ताला लगा पैक (संस्करण {version}) संलग्न है। इसे 7-Zip या WinZip से खोलें; पासवर्ड आपके ज़िले "
    "के अधिकारी फ़ोन पर बताएँगे, वह ई-मेल से कभी नहीं भेजा जाता। आपके पास का पुराना संस्करण अब मान्य नहीं है।\n"
)


@dataclass(frozen=True, slots=True)
class _Sent:
    letter: DueLetter
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
        due = due_letters(now=now, at_most=LETTERS_A_TURN) if route is not None else []
        if route is None or not due:
            return True
        try:
            settings = read_settings(route.settings, os.environ)
        except SettingsRefused:
            self._done = [_Sent(letter, "the mail route's settings do not work") for letter in due]
            self._note(now)
            return True
        folders = {
            e.frozen_list: PurePosixPath(e.path).parent for e in entries.values() if e.list == "due-list"
        }
        files = {
            letter.frozen_list: [
                path for path in entries if PurePosixPath(path).parent == folders[letter.frozen_list]
            ]
            for letter in due
            if letter.frozen_list in folders
        }
        ready = [letter for letter in due if letter.frozen_list in files]
        self._thread = threading.Thread(
            target=self._send_all, args=(ready, files, settings, default_folder(), now), daemon=True
        )
        self._thread.start()
        return False

    def _send_all(
        self,
        letters: Sequence[DueLetter],
        files: Mapping[int, Sequence[str]],
        settings: MailSettings,
        root: Path,
        now: datetime,
    ) -> None:
        for letter in letters:
            try:
                send_parcel(_parcel(letter, files[letter.frozen_list], root), settings, date=now)
                self._done.append(_Sent(letter))
            except ParcelFailed as failed:
                self._done.append(_Sent(letter, str(failed)))
            except OSError as error:  # our own folder; the keeper sees to it
                self._done.append(_Sent(letter, type(error).__name__))

    def _note(self, now: datetime) -> None:
        done, self._done = self._done, []
        for one in done:
            if one.fault:
                log.warning("a pack was not e-mailed", extra={"list": one.letter.frozen_list})
            tries = one.letter.tries + 1
            PackLetter.objects.update_or_create(
                frozen_list_id=one.letter.frozen_list,
                to_email=one.letter.email,
                defaults={
                    "district_code": one.letter.district_code,
                    "sent_at": None if one.fault else now,
                    "fault": one.fault[:60],
                    "tries": tries,
                    "not_before": now + waits(tries) if one.fault else None,
                },
            )


def _parcel(letter: DueLetter, paths: Sequence[str], root: Path) -> Parcel:
    name = PurePosixPath(paths[0]).parent.name
    contents = {PurePosixPath(path).name: (root / path).read_bytes() for path in paths}
    password = password_of(letter.facility_code, letter.generation)
    return Parcel(
        to=letter.email,
        subject=f"Pack {letter.session_code}, {letter.held_on}, version {letter.version} · पैक",
        text=TEXT.format(code=letter.session_code, version=letter.version),
        file_name=f"{name}-v{letter.version}.zip",
        content=write_locked_zip(contents, password),
        key=f"pack.{letter.frozen_list}.{letter.generation}",
    )
