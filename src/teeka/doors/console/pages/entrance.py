"""In and out: sign in, sign out, choose a language, and the answer to whoever asks if we live."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from teeka.apps.accounts.services.logins import LoginRefusal, let_in
from teeka.apps.accounts.services.staff import choose_language
from teeka.rules.permissions import open_to_all
from teeka.shared import clock
from teeka.shared.network_address import who_knocks


@open_to_all("it asks for the password itself")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    going_to = _inside(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "GET":
        if request.user.is_authenticated:
            return redirect(going_to)
        return render(request, "console/login.html", {"next": going_to})
    username = request.POST.get("username", "").replace("\0", "")
    tried = let_in(
        username=username,
        password=request.POST.get("password", "")[:200],
        address=_address(request),
        now=clock.now(),
    )
    if tried.staff is None:
        problem = (
            _("Too many wrong passwords. Wait a quarter of an hour, then try again.")
            if tried.refusal is LoginRefusal.TOO_MANY
            else _("The login or the password is wrong. Check both and try again.")
        )
        status = 429 if tried.refusal is LoginRefusal.TOO_MANY else 401
        context = {"problem": problem, "username": username, "next": going_to}
        return render(request, "console/login.html", context, status=status)
    login(request, tried.staff)
    return redirect(going_to)


@open_to_all("whoever is out already may go out again")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("login")


@open_to_all("the page before the login speaks both languages too")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("language", "")
    response = redirect(_inside(request, request.POST.get("next", "")))
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86_400, samesite="Lax", httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
        if request.user.is_authenticated:
            choose_language(staff_id=request.user.pk, language=chosen)
    return response


@open_to_all("it tells nothing but that the server answers")
@require_GET
def health(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({"ok": True})


def _inside(request: HttpRequest, address: str) -> str:
    """Where to go next: only to a page of ours."""
    is_ours = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    return address if address and is_ours else "/"


def _address(request: HttpRequest) -> str:
    return who_knocks(
        str(request.META.get("REMOTE_ADDR", "")),
        request.headers.get("X-Forwarded-For", ""),
        is_behind_proxy=bool(settings.SECURE_PROXY_SSL_HEADER),
    )
