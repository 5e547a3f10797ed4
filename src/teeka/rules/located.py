"""Where the coordinates of a session site come from, and how it is said that they are rough."""

from enum import StrEnum


class SiteLocated(StrEnum):
    """Of the sites whose own coordinates nobody gave, which middle stands for them."""

    PIN_CODE = "pin_code"
    DISTRICT = "district"
    NOWHERE = "nowhere"


SITE_LOCATED_WORDS: dict[SiteLocated, tuple[str, str]] = {
    SiteLocated.PIN_CODE: (
        "The site's place on the map is that of its PIN code: the distance is rough.",
        "स्थल का स्थान उसके पिन कोड से लिया गया है: दूरी मोटे तौर पर है।",
    ),
    SiteLocated.DISTRICT: (
        "The site's place on the map is only known by its district: the distance is very rough.",
        "स्थल का स्थान केवल ज़िले से ज्ञात है: दूरी बहुत मोटे तौर पर है।",
    ),
    SiteLocated.NOWHERE: (
        "The site's place on the map is not known: no distance is told.",
        "स्थल का स्थान नक्शे पर ज्ञात नहीं है: दूरी नहीं बताई जाती।",
    ),
}


def site_located_words(located: str) -> tuple[str, str]:
    """In both languages; empty for a site whose own coordinates are known."""
    known = set(SiteLocated)
    return SITE_LOCATED_WORDS[SiteLocated(located)] if located in known else ("", "")
