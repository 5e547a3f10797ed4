"""Which posting texts one decision settles together: those that differ in case, spaces or signs only."""

from teeka.rules.posting.folding import plain

Unit = tuple[int, str] | tuple[int]


def unit_of(posting_id: int, district_code: int, text: str) -> Unit:
    """Equal for texts of one stated district that are written alike.

    A text without a letter or digit, or none, stands for itself alone: nothing tells such texts apart.
    """
    words = plain(text)
    return (district_code, words) if words else (posting_id,)
