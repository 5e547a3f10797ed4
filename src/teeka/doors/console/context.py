"""What every page shows round its own content: the pages that this login may go to."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from teeka.rules.permissions import Action, may

PLACES_TO_GO: tuple[tuple[str, Promise, Action], ...] = (
    ("board", _("Board"), Action.SEE_BOARD),
    ("uploads", _("Uploads"), Action.SEE_UPLOADS),
    ("coverage", _("Coverage"), Action.SEE_PEOPLE),
    ("postings", _("Postings"), Action.SETTLE_POSTINGS),
    ("duplicates", _("Listed twice"), Action.SETTLE_DUPLICATES),
    ("unplaced", _("Not placed"), Action.SEE_PEOPLE),
    ("what_ifs", _("What if"), Action.TRY_PLANS),
    ("sessions", _("Sessions"), Action.SEE_SESSIONS),
    ("calls", _("Calls"), Action.CALL),
    ("people", _("People"), Action.SEE_PEOPLE),
)
ALSO_UNDER: dict[str, tuple[str, ...]] = {
    "postings": ("/facilities/",),
    "calls": ("/answers/",),
    "sessions": ("/stops/", "/ledger/", "/campaign/", "/record/", "/launches/", "/copies/"),
}  # pages that one goes to from this one's


@dataclass(frozen=True, slots=True)
class Way:
    title: Promise
    address: str
    is_here: bool


def frame(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"ways": []}
    ways = [
        Way(title, address, _is_here(name, address, request.path))
        for name, title, action in PLACES_TO_GO
        if may(user.role, action) and (address := reverse(name))
    ]
    return {"ways": ways}


def _is_here(name: str, address: str, here: str) -> bool:
    return here == address or (address != "/" and here.startswith((address, *ALSO_UNDER.get(name, ()))))
