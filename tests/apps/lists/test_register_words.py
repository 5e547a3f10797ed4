"""A register is read in Hindi and English, whatever reason somebody has no place for."""

import re

from teeka.apps.lists.documents.registers import REASON_WORDS
from teeka.rules.allotment.reasons import Reason


def test_every_reason_has_its_short_words_in_both_languages() -> None:
    assert REASON_WORDS.keys() == set(Reason)
    assert all(re.search("[ऀ-ॿ]", words.hindi) for words in REASON_WORDS.values())
