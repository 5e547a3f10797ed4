"""Which vaccine a cell means: a code that sessions, rosters and interval rules share."""

import re

from teeka.shared.text import fold_words

LONGEST_CODE = 20
# {code: spellings}; whatever is not here is its own code.
_SPELLINGS = {
    "covishield": ("covishield", "covi shield", "astrazeneca", "azd1222", "कोविशील्ड", "कोविशिल्ड"),
    "covaxin": ("covaxin", "co vaxin", "bbv152", "कोवैक्सीन", "कोवैक्सिन", "कोवाक्सिन"),
}
_CODES = {fold_words(word): code for code, words in _SPELLINGS.items() for word in words}


def vaccine_code(text: str) -> str:
    """The vaccine's code; '' for a cell without letters or digits."""
    folded = fold_words(text)
    return _CODES.get(folded) or re.sub(r"\W+", "_", folded)[:LONGEST_CODE].strip("_")
