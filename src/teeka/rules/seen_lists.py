"""Decides when nobody in charge has said for too long that they have a list, and what they are then told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

NUDGE_BEFORE = timedelta(hours=20)
TIME_TO_LOOK = timedelta(hours=1)  # that a version published late has, before anybody is reminded of it
LINK_LIVES_ON = timedelta(hours=12)  # after the session's end: paper is still filled in then


@dataclass(frozen=True, slots=True)
class Officer:
    """One who may be written to. `block_code`: None for an officer of the whole district."""

    email: str
    block_code: int | None


@dataclass(frozen=True, slots=True)
class Unseen:
    """A version that nobody in charge said they have, as a letter tells of it; `starts_at` in Indian time."""

    session_code: str
    version: int
    site_name: str
    site_name_hi: str
    starts_at: datetime


def nudge_at(*, starts_at: datetime, frozen_at: datetime) -> datetime:
    return max(starts_at - NUDGE_BEFORE, frozen_at + TIME_TO_LOOK)


def is_overdue(*, is_seen: bool, starts_at: datetime, frozen_at: datetime, now: datetime) -> bool:
    """Somebody must ask after it now; once the session has begun it is too late to."""
    return not is_seen and nudge_at(starts_at=starts_at, frozen_at=frozen_at) <= now < starts_at


def link_ends_at(ends_at: datetime) -> datetime:
    return ends_at + LINK_LIVES_ON


def officer_to_write(officers: Sequence[Officer], block_code: int | None) -> Officer | None:
    """The block's officer where there is one with an address, else the district's; the first of several."""
    near = [one for one in officers if block_code is not None and one.block_code == block_code]
    return next(iter(near or [one for one in officers if one.block_code is None]), None)


def nudge_letter(unseen: Unseen, address: str, *, is_officer: bool) -> tuple[str, str]:
    """Subject and text in both languages, without anybody's name; `address`: the link, or empty."""
    code, version = unseen.session_code, unseen.version
    site = " ".join(unseen.site_name.split())
    site_hi = " ".join((unseen.site_name_hi or unseen.site_name).split())
    at = f"{unseen.starts_at:%d-%m-%Y %H:%M}"
    if is_officer:
        english = (
            "Ring who is in charge there. If they have no e-mail, give them the link of the session's page."
        )
        hindi = "वहाँ के प्रभारी को फ़ोन करें। ई-मेल न हो तो सत्र के पृष्ठ का लिंक उन्हें दें।"
    elif address:
        english = f"Open this page, look at the list, and press that you have it:\n{address}"
        hindi = f"यह पृष्ठ खोलें, सूची देखें और बताएँ कि सूची मिल गई:\n{address}"
    else:
        english = "Open the pack that came by e-mail, and tell your district's officer that you have it."
        hindi = "ई-मेल से आया पैक खोलें और अपने ज़िला अधिकारी को बताएँ कि सूची मिल गई।"
    return (
        f"Not seen yet: list of {site}, {at} · सूची अभी देखी नहीं गई",
        f"{site} (session {code}, {at}): nobody in charge has said that they have version {version} of the "
        f"list.\n{english}\n\n"
        f"{site_hi} (सत्र {code}, {at}): सूची के संस्करण {version} के मिलने की सूचना प्रभारी ने अभी नहीं दी।\n{hindi}\n",
    )
