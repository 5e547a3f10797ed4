"""Says which wishes of a plan a place chosen by hand goes against: to be known before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

NEAR_M = 500  # a way that is shorter by less than this is not called nearer


class SoftWish(StrEnum):
    """The strongest first."""

    WAS_TOLD = "WAS_TOLD"
    OWN_SITE_FREE = "OWN_SITE_FREE"
    OTHER_DISTRICT = "OTHER_DISTRICT"
    NEARER_FREE = "NEARER_FREE"
    EARLIER_FREE = "EARLIER_FREE"
    RESERVE = "RESERVE"


@dataclass(frozen=True, slots=True)
class Way:
    """A session that the person may have, as far as wishes go."""

    code: str
    is_own_site: bool
    is_own_district: bool
    metres: int | None  # None: not known
    held_on: date
    seats_left: int
    plan_seats_left: int  # less the seats kept back: what a plan could give


def wishes_against(chosen: Way, others: Sequence[Way], *, was_told: bool) -> tuple[SoftWish, ...]:
    """The wishes that `chosen` goes against, given the other sessions that break no rule.

    was_told: the person was told already of the place that this one would take the place of.
    """
    free = [way for way in others if way.code != chosen.code and way.plan_seats_left > 0]
    against = {
        SoftWish.WAS_TOLD: was_told,
        SoftWish.OWN_SITE_FREE: not chosen.is_own_site and any(way.is_own_site for way in free),
        SoftWish.OTHER_DISTRICT: not chosen.is_own_district,
        SoftWish.NEARER_FREE: not chosen.is_own_site and any(_is_nearer(way, chosen) for way in free),
        SoftWish.EARLIER_FREE: any(
            way.held_on < chosen.held_on and way.metres == chosen.metres for way in free
        ),
        SoftWish.RESERVE: chosen.plan_seats_left < 1 <= chosen.seats_left,
    }
    return tuple(wish for wish in SoftWish if against[wish])


def _is_nearer(way: Way, chosen: Way) -> bool:
    return way.metres is not None and (chosen.metres is None or way.metres + NEAR_M < chosen.metres)


# {wish: (english, hindi)}
SOFT_WISH_WORDS: dict[SoftWish, tuple[str, str]] = {
    SoftWish.WAS_TOLD: (
        "The person was told of the present place and must be told anew.",
        "व्यक्ति को वर्तमान स्थान बताया जा चुका है; फिर से बताना होगा।",
    ),
    SoftWish.OWN_SITE_FREE: (
        "A session at the person's own facility has free seats.",
        "व्यक्ति के अपने संस्थान के सत्र में सीटें खाली हैं।",
    ),
    SoftWish.OTHER_DISTRICT: (
        "The session is in another district than the person's facility.",
        "सत्र व्यक्ति के संस्थान से अलग ज़िले में है।",
    ),
    SoftWish.NEARER_FREE: ("A nearer session has free seats.", "पास के एक सत्र में सीटें खाली हैं।"),
    SoftWish.EARLIER_FREE: (
        "An earlier session as near has free seats.",
        "उतनी ही दूरी पर पहले के एक सत्र में सीटें खाली हैं।",
    ),
    SoftWish.RESERVE: (
        "It takes a seat that is kept back for standby and walk-in.",
        "यह प्रतीक्षा सूची के लिए आरक्षित सीट लेता है।",
    ),
}
