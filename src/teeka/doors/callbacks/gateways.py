"""What gateways bring: stored as it comes, answered at once; whether an id or number exists is never told."""

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from teeka.apps.notices.services.callbacks import Brought, CallbackRefused, RememberedRoutes
from teeka.apps.notices.services.spool import Callback, SpoolFull, spool, store
from teeka.rules.permissions import open_to_all
from teeka.shared import clock

log = logging.getLogger(__name__)
LONGEST_HEADER = 200
ROUTES = RememberedRoutes()
FORM = "application/x-www-form-urlencoded"


@open_to_all("a gateway has no login: the secret of its path is its key")
@csrf_exempt
@require_http_methods(["GET", "POST"])
def receipts(request: HttpRequest, secret: str, route_code: str) -> HttpResponse:
    return _take(request, secret, route_code, Callback.RECEIPTS)


@open_to_all("a gateway has no login: the secret of its path is its key")
@csrf_exempt
@require_http_methods(["GET", "POST"])
def replies(request: HttpRequest, secret: str, route_code: str) -> HttpResponse:
    """Some gateways post what people answer, others ask for an address with the words in it."""
    return _take(request, secret, route_code, Callback.REPLIES)


def _take(request: HttpRequest, secret: str, route_code: str, callback: Callback) -> HttpResponse:
    """The path's secret is the key; without it there is no such page.

    A route may want a network or a signature besides. Some gateways report by GET: what stands in the
    address is then what a form would hold. The answer is the same for known and unknown routes, ids and
    states. While the database is away the callback is kept on disk; when that is full too, the gateway is
    asked to come again.
    """
    if not constant_time_compare(secret, settings.TEEKA_CALLBACK_SECRET):
        return HttpResponseNotFound()
    try:
        body, content_type = request.body, request.content_type or ""
    except RequestDataTooBig:
        return HttpResponse(status=413)
    if request.method == "GET":
        body, content_type = request.META.get("QUERY_STRING", "").encode(), FORM
    sender = request.META.get("REMOTE_ADDR", "")
    brought = Brought(route_code, body, content_type, _headers(request), sender, clock.now())
    try:
        store(callback, brought, ROUTES.route_of(brought))
    except CallbackRefused:
        log.warning("a callback was refused", extra={"route": route_code})
        return HttpResponse(status=403)
    except DatabaseError as error:
        log.warning("a callback is spooled", extra={"fault": type(error).__name__})
        connection.close()
    else:
        return HttpResponse("ok", content_type="text/plain")
    try:
        spool(settings.TEEKA_HOME / "spool" / "receipts", callback, brought)
    except (SpoolFull, OSError) as full:
        log.error("a callback could not be kept", extra={"fault": type(full).__name__})
        return HttpResponse(status=503, headers={"Retry-After": "60"})
    return HttpResponse("ok", content_type="text/plain")


def _headers(request: HttpRequest) -> dict[str, str]:
    """Those that a signature may stand in: short ones, names in lower case."""
    return {name.lower(): value for name, value in request.headers.items() if len(value) <= LONGEST_HEADER}
