"""One session's newest list for who is in charge of it, by a link and without a login.

Nothing of a session is said before its secret was found; then everything runs in the scope of its district.
A mail program may open the address by itself: what counts as seen is a press of a button.
No token guards the forms: a browser that tells nobody where it comes from (no-referrer) sends no origin that
could be checked, and whoever knows the address needs no other key.
"""

import mimetypes
from collections.abc import Callable, Sequence
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from teeka.apps.accounts.row_security import scope
from teeka.apps.lists.services.links import PATH, TooManyMisses, found_link, note_miss
from teeka.apps.lists.services.seeing import (
    OpenPack,
    SeeRefusal,
    SeeRefused,
    note_seen,
    open_pack,
    take_file,
)
from teeka.rules.permissions import open_to_all
from teeka.rules.seen_lists import link_ends_at
from teeka.shared import clock
from teeka.shared.network_address import who_knocks

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store",
}
WORDS: dict[SeeRefusal, Promise] = {
    SeeRefusal.NAME_MISSING: _("Write your name, then press again."),
    SeeRefusal.NEWER_VERSION: _("A newer version came meanwhile: it is shown below. Look at it first."),
    SeeRefusal.WRONG_WORD: _(
        "The password is wrong. It is the one of the packs that come by e-mail; your district's officer "
        "tells it by telephone."
    ),
    SeeRefusal.TOO_MANY: _("Too many wrong passwords. Wait a quarter of an hour, then try again."),
    SeeRefusal.NOT_THERE: _(
        "This file cannot be given out now: it is being written, or its copy was found changed. Try again in "
        "five minutes; if it stays so, ring your district's officer."
    ),
}
# What stands in a pack, in the order in which a site needs it; whatever else there is comes after.
TITLES: dict[str, Promise] = {
    "gate-list": _("Gate list, in large print"),
    "due-list": _("Due list"),
    "verifier-list": _("Verifier's list"),
    "call-sheet": _("Call sheet"),
    "directions": _("Directions and officers' numbers"),
    "dose-forms": _("Forms for doses"),
    "walk-in-forms": _("Forms for whoever comes unlisted"),
    "change-slip": _("What changed"),
    "pack": _("All of it for a device"),
}
STATUS = {SeeRefusal.TOO_MANY: 429, SeeRefusal.NOT_THERE: 503, SeeRefusal.NEWER_VERSION: 409}
Page = Callable[[HttpRequest, OpenPack, str], HttpResponse]  # the last: the link's address


def by_link(page: Page) -> Callable[[HttpRequest, str], HttpResponse]:
    """The page of the session whose link this is; for every other secret the same plain page."""

    @wraps(page)
    def view(request: HttpRequest, secret: str) -> HttpResponse:
        response = _answer(request, secret, page)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return view


def _answer(request: HttpRequest, secret: str, page: Page) -> HttpResponse:
    now, address = clock.now(), _address(request)
    if (language := request.GET.get("language", "")) in dict(settings.LANGUAGES):
        translation.activate(language)
    try:
        found = found_link(secret, address=address, now=now)
        if found is not None:
            with scope({found.district_code}):
                pack = open_pack(found.id, now=now)
                if pack is not None:
                    return page(request, pack, PATH.format(secret))
            note_miss(address, now=now)
    except TooManyMisses:
        refused = render(request, "portal/no_link.html", status=429)
        refused["Retry-After"] = "900"
        return refused
    return render(request, "portal/no_link.html", status=404)


@open_to_all("the secret of its address is the key")
@csrf_exempt
@require_GET
@by_link
def pack(request: HttpRequest, pack: OpenPack, address: str) -> HttpResponse:
    return _shown(request, pack, address)


@open_to_all("the secret of its address is the key")
@csrf_exempt
@require_POST
@by_link
def pack_seen(request: HttpRequest, pack: OpenPack, address: str) -> HttpResponse:
    given = request.POST.get("version", "")
    version = int(given) if given.isdecimal() and len(given) < 6 else 0
    name = request.POST.get("name", "").replace("\0", "")
    try:
        note_seen(pack, version=version, name=name, now=clock.now())
    except SeeRefused as refused:
        return _shown(request, pack, address, refused.refusal, name=name)
    return redirect(f"{address}?language={translation.get_language()}")


@open_to_all("the secret of its address is the key")
@csrf_exempt
@require_POST
@by_link
def pack_file(request: HttpRequest, pack: OpenPack, address: str) -> HttpResponse:
    name = request.POST.get("file", "")
    try:
        content = take_file(pack, name, password=request.POST.get("password", "")[:80], now=clock.now())
    except SeeRefused as refused:
        return _shown(request, pack, address, refused.refusal)
    response = HttpResponse(content, content_type=mimetypes.guess_type(name)[0] or "application/octet-stream")
    file_name = f"{pack.link.session_code}-v{pack.newest.number}-{name}"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _shown(
    request: HttpRequest, pack: OpenPack, address: str, refusal: SeeRefusal | None = None, name: str = ""
) -> HttpResponse:
    context = {
        "link": pack.link,
        "ends_at": link_ends_at(pack.link.ends_at),
        "pack_address": address,
        "pack": pack,
        "files": _grouped(pack.files),
        "newest": pack.newest,
        "older": pack.versions[1:],
        "name": name,
        "refusal": refusal.value if refusal else "",
        "problem": WORDS[refusal] if refusal else "",
    }
    return render(request, "portal/pack.html", context, status=STATUS.get(refusal, 400) if refusal else 200)


def _grouped(names: Sequence[str]) -> list[tuple[str | Promise, list[tuple[str, str]]]]:
    """(what it is, [(file, its ending)]): one line a list, PDF before the others."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(name.partition(".")[0], []).append(name)
    order = {stem: number for number, stem in enumerate(TITLES)}
    return [
        (
            TITLES.get(stem, stem),
            [(name, name.rpartition(".")[2].upper()) for name in _pdf_first(found[stem])],
        )
        for stem in sorted(found, key=lambda stem: (order.get(stem, len(order)), stem))
    ]


def _pdf_first(names: Sequence[str]) -> list[str]:
    return sorted(names, key=lambda name: (not name.endswith(".pdf"), name))


def _address(request: HttpRequest) -> str:
    return who_knocks(
        str(request.META.get("REMOTE_ADDR", "")),
        request.headers.get("X-Forwarded-For", ""),
        is_behind_proxy=bool(settings.SECURE_PROXY_SSL_HEADER),
    )
