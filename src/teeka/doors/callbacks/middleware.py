"""What gateways bring goes past the rest of the middleware: it has no session, form or language."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import Resolver404, resolve

GetResponse = Callable[[HttpRequest], HttpResponse]
AT = "/gateway"
URLS = "teeka.doors.callbacks.urls"


class CallbacksFirst:
    """Stands after what every answer carries and before all that only pages need."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(f"{AT}/"):
            return self.get_response(request)
        response = _answer(request)
        response.headers.setdefault("Content-Length", str(len(response.content)))
        return response


def _answer(request: HttpRequest) -> HttpResponse:
    try:
        found = resolve(request.path_info.removeprefix(AT), URLS)
    except Resolver404:
        return HttpResponseNotFound()
    request.resolver_match = found  # a log names this pattern, never the address with its secret
    answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
    return answer
