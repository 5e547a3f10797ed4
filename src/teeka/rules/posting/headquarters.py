"""Decides which town stands for a district: its hospital is called by either name."""

from collections.abc import Iterable

from teeka.rules.posting.folding import fold

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
_BY_SOUND = {fold(district).joined: fold(seat).words for district, seat in _SEATS.items()}


def home_words(names: Iterable[str]) -> frozenset[str]:
    """The folded words that mean the district itself, from the names it goes by."""
    words: set[str] = set()
    for name in names:
        folded = fold(name)
        words.update(folded.words, _BY_SOUND.get(folded.joined, ()))
        if folded.words:
            words.add(folded.joined)
    return frozenset(words)
