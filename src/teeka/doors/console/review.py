"""Where the review of posting texts goes on after a press: the list as it was filtered, at one text."""

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

KEPT = ("q", "district", "of_block", "type", "page")
NEXT = "next"
LONGEST = 100


def asked(typed: str | None) -> str:
    """What somebody typed into a filter, fit for a search."""
    return (typed or "").replace("\0", "").strip()[:LONGEST]


def kept_of(request: HttpRequest) -> list[tuple[str, str]]:
    """The list's filters and the text that comes next, as a form or an address (?back=) carries them."""
    carried = request.POST if request.method == "POST" else QueryDict(request.GET.get("back", ""))
    return [(name, value) for name in (*KEPT, NEXT) if (value := asked(carried.get(name)))]


def review_address(request: HttpRequest, *, text: int | None = None) -> str:
    """The list as it was filtered, at this text or else at the one that comes next."""
    kept = dict(kept_of(request))
    following = kept.pop(NEXT, "")
    if text is not None:
        following = str(text)
    address = reverse("postings") + (f"?{urlencode(kept)}" if kept else "")
    return f"{address}#text-{following}" if following.isdecimal() else address
