"""The doors that the web opens; each keeps its own list of pages."""

from importlib.util import find_spec

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from teeka.doors.console.pages import errors

handler400, handler403 = errors.bad_request, errors.forbidden
handler404, handler500 = errors.not_found, errors.server_error
urlpatterns: list[URLPattern | URLResolver] = []
DOORS = (
    ("gateway/", "teeka.doors.callbacks.urls"),
    ("pack/", "teeka.doors.portal.urls"),
    ("", "teeka.doors.console.urls"),
)
for prefix, door in DOORS:
    if find_spec(door):
        urlpatterns.append(path(prefix, include(door)))
