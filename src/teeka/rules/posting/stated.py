"""Decides which district of a registry a stated district means, whatever its spelling."""

from collections.abc import Iterable

from teeka.rules.districts import closest_place, fold_place
from teeka.rules.posting.folding import fold
from teeka.rules.posting.headquarters import seat_of

# Hindi names that sound unlike the English ones.
_HINDI = {
    "बक्सर": "Buxar",
    "शिवहर": "Sheohar",
    "जहानाबाद": "Jehanabad",
    "लखनऊ": "Lucknow",
    "उन्नाव": "Unnao",
}


def stated_districts(stated: Iterable[str], registered: Iterable[str]) -> dict[str, str]:
    """Each stated district as the registry writes it; one that cannot be told stays as it was stated."""
    districts = sorted(set(registered))
    by_sound: dict[str, str] = {}
    for name_of in (seat_of, str):  # a district's own name wins over another's seat
        by_sound.update({fold(name_of(district)).joined: district for district in districts})
    spellings = {fold_place(district): at for at, district in enumerate(districts)}
    spellings.pop("", None)
    meant: dict[str, str] = {}
    for text in set(stated):
        at = closest_place(_HINDI.get(text.strip(), text), spellings)
        meant[text] = by_sound.get(fold(text).joined, text) if at is None else districts[at]
    return meant
