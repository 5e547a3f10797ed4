"""Why nothing was recorded at all, in words; one reason for everything that a site's paper asks for."""

from teeka.apps.planning.models import Session
from teeka.apps.siteday.models import Closing
from teeka.rules.site_day import REFUSAL_WORDS, Refusal

NO_SUCH_SESSION = (
    "There is no such session in your districts. Compare its code with the list.",
    "आपके ज़िलों में ऐसा कोई सत्र नहीं है। सूची से कोड मिलाएँ।",
)


class RecordRefused(Exception):
    """Nothing was changed; the words say why: (english, hindi)."""

    def __init__(self, words: tuple[str, str]) -> None:
        super().__init__(words[0])
        self.words = words


def is_closed(session: Session) -> bool:
    return Closing.objects.filter(session=session, reopened_at=None).exists()


def still_open(session: Session) -> None:
    """The caller holds the session's row. Raises RecordRefused when the session is closed."""
    if is_closed(session):
        raise RecordRefused(REFUSAL_WORDS[Refusal.SESSION_CLOSED])
