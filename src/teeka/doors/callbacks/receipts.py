"""Receipts by webhook: stored as they come and answered at once; whether an id exists is never told."""

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from teeka.apps.notices.services.receipts import store_receipts
from teeka.apps.notices.services.spool import SpoolFull, spool
from teeka.rules.permissions import open_to_all
from teeka.shared import clock

log = logging.getLogger(__name__)


@open_to_all("a gateway has no login: the secret of its path is its key")
@csrf_exempt
@require_POST
def receipts(request: HttpRequest, secret: str, route_code: str) -> HttpResponse:
    """The path's secret is the key; without it there is no such page.

    The answer is the same for known and unknown routes, ids and states. While the database is away the
    callback is kept on disk; when that is full too, the gateway is asked to come again.
    """
    if not constant_time_compare(secret, settings.TEEKA_CALLBACK_SECRET):
        return HttpResponseNotFound()
    try:
        body = request.body
    except RequestDataTooBig:
        return HttpResponse(status=413)
    now, content_type = clock.now(), request.content_type or ""
    try:
        store_receipts(route_code=route_code, body=body, content_type=content_type, now=now)
    except DatabaseError as error:
        log.warning("a callback is spooled", extra={"fault": type(error).__name__})
        connection.close()
    else:
        return HttpResponse("ok", content_type="text/plain")
    try:
        folder = settings.TEEKA_HOME / "spool" / "receipts"
        spool(folder, route_code=route_code, body=body, content_type=content_type, now=now)
    except (SpoolFull, OSError) as full:
        log.error("a callback could not be kept", extra={"fault": type(full).__name__})
        return HttpResponse(status=503, headers={"Retry-After": "60"})
    return HttpResponse("ok", content_type="text/plain")
