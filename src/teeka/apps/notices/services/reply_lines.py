"""The numbers that people answer to."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from teeka.apps.notices.models import ReplyLine
from teeka.apps.notices.services.texts import retire_answer_texts


class LineRefusal(StrEnum):
    NOT_A_NUMBER = "not_a_number"
    BAD_KEYWORD = "bad_keyword"
    ANOTHER_IS_NAMED = "another_is_named"


LINE_REFUSAL_WORDS: dict[LineRefusal, tuple[str, str]] = {
    LineRefusal.NOT_A_NUMBER: (
        "A number that people answer to is 5 to 15 digits, as they dial it. Nothing was changed.",
        "जिस नंबर पर लोग उत्तर देते हैं वह 5 से 15 अंकों का होता है, जैसा वे डायल करते हैं। कुछ नहीं बदला गया।",
    ),
    LineRefusal.BAD_KEYWORD: (
        "A keyword is up to 12 letters and digits without spaces. Nothing was changed.",
        "कीवर्ड बिना खाली स्थान के 12 तक अक्षर और अंक होता है। कुछ नहीं बदला गया।",
    ),
    LineRefusal.ANOTHER_IS_NAMED: (
        "Messages name one number to write to, and another is on: `teeka answers lines` shows it. Switch it "
        "off first, with `teeka answers line NUMBER --off`. Nothing was changed.",
        "संदेशों में लिखने के लिए एक ही नंबर होता है, और दूसरा चालू है: `teeka answers lines` से देखें। "
        "पहले उसे `teeka answers line NUMBER --off` से बंद करें। कुछ नहीं बदला गया।",
    ),
}


class LineRefused(Exception):
    def __init__(self, refusal: LineRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@transaction.atomic
def set_reply_line(
    *, number: str, kind: str, is_on: bool, by: str, now: datetime, keyword: str = "", reason: str = ""
) -> None:
    """Add a number or change it; messages written from now on name it. Or LineRefused.

    kind: a ReplyLine.Kind. Lock: the row of the number.
    """
    if not (number.isascii() and number.isdigit() and 5 <= len(number) <= 15):
        raise LineRefused(LineRefusal.NOT_A_NUMBER)
    if keyword and not (keyword.isalnum() and len(keyword) <= 12):
        raise LineRefused(LineRefusal.BAD_KEYWORD)
    named = ReplyLine.objects.select_for_update().filter(kind=ReplyLine.Kind.TEXT, is_on=True).first()
    is_named = is_on and kind == ReplyLine.Kind.TEXT
    if is_named and named is not None and named.number != number:
        raise LineRefused(LineRefusal.ANOTHER_IS_NAMED)
    ReplyLine.objects.update_or_create(
        number=number,
        defaults={
            "kind": kind, "keyword": keyword, "is_on": is_on,
            "changed_at": now, "changed_by": by, "change_reason": reason,
        },
    )  # fmt: skip
    before = (named.number, named.keyword) if named else None
    after = (number, keyword) if is_named else None if named and named.number == number else before
    if before != after:
        retire_answer_texts(now=now)
