"""Decides which town stands for a district: its hospital is called by either name."""

from collections.abc import Iterable

from teeka.rules.posting.folding import fold
from teeka.rules.posting.sounds import sound_of

# District: its seat, where the two differ. Names as offices write them; folded before use.
_SEATS = {
    "Bhojpur": "Ara",
    "Saran": "Chhapra",
    "Rohtas": "Sasaram",
    "Vaishali": "Hajipur",
    "Nalanda": "Bihar Sharif",
    "East Champaran": "Motihari",
    "Purbi Champaran": "Motihari",
    "West Champaran": "Bettiah",
    "Pashchim Champaran": "Bettiah",
    "Kaimur": "Bhabua",
    "Ambedkar Nagar": "Akbarpur",
    "Gautam Buddha Nagar": "Noida",
    "Jalaun": "Orai",
    "Kanpur Dehat": "Mati",
    "Kushinagar": "Padrauna",
    "Kheri": "Lakhimpur",
    "Lakhimpur Kheri": "Lakhimpur",
    "Sant Kabir Nagar": "Khalilabad",
    "Sant Ravidas Nagar": "Gyanpur",
    "Siddharth Nagar": "Naugarh",
    "Sonbhadra": "Robertsganj",
}
# Words of districts' names that many places share.
_DIRECTIONS = frozenset(
    map(
        sound_of,
        ("east", "west", "north", "south", "purbi", "purvi", "pashchim", "uttar", "dakshin", "nagar"),
    )
)
_BY_SOUND = {fold(district).joined: seat for district, seat in _SEATS.items()}


def seat_of(district: str) -> str:
    """The town that a district is run from: often the district's namesake."""
    return _BY_SOUND.get(fold(district).joined, district)


def home_words(names: Iterable[str]) -> frozenset[str]:
    """The folded words that mean the district itself, from the names it goes by."""
    words: set[str] = set()
    for name in names:
        for text in (name, seat_of(name)):
            folded = fold(text)
            words.update(word for word in folded.words if word not in _DIRECTIONS)
            words.add(folded.joined)
    return frozenset(words - {""})
