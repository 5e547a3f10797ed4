"""The addresses of the web with the console's error pages, until config/urls.py names them itself."""

from teeka.config.urls import urlpatterns
from teeka.doors.console.pages import errors

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

handler400, handler403 = errors.bad_request, errors.forbidden
handler404, handler500 = errors.not_found, errors.server_error
