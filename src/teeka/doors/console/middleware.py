"""Decides what every answer carries and who gets past the door: nobody, unless a view says otherwise.

A view marked `open_to_all` is for anybody. Every other view asks for a login whose role may do the action
that the view names, and runs in one transaction that can see that login's districts and no others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils import translation

from teeka.apps.accounts.row_security import scope
from teeka.apps.readiness.queries.jurisdictions import OF_NO_DISTRICT, jurisdiction_of
from teeka.rules.permissions import Jurisdiction, action_needed, is_open, may

GetResponse = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


@dataclass(frozen=True, slots=True)
class LoggedIn:
    username: str
    role: str


class StaffRequest(HttpRequest):
    """A request as views see it: with whose it is, and the part of the world that this login works in."""

    staff: LoggedIn
    jurisdiction: Jurisdiction


class SecureHeaders:
    """Every answer carries them, errors too; what is not a static file is kept by no cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        response.setdefault("Cache-Control", "no-store")
        return response


class DenyByDefault:
    """The last of the middlewares: it runs the view itself, inside the transaction that scopes it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if is_open(view):
            return None
        if not request.user.is_authenticated:
            return _to_login(request)
        action = action_needed(view)
        if action is None or not may(request.user.role, action):
            raise PermissionDenied
        jurisdiction = jurisdiction_of(request.user)
        of_staff = cast(StaffRequest, request)
        of_staff.staff, of_staff.jurisdiction = (
            LoggedIn(request.user.username, request.user.role),
            jurisdiction,
        )
        with scope({*jurisdiction.districts, OF_NO_DISTRICT}):
            response = view(of_staff, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
        return response


def _to_login(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": reverse("login")})
    return redirect_to_login(request.get_full_path(), reverse("login"))
