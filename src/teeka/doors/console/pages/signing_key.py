"""The public keys that sign lists: the one in force, to be compared with paper, and the earlier ones."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from teeka.apps.lists.queries.signatures import known_keys
from teeka.doors.console.middleware import StaffRequest
from teeka.rules.permissions import Action, needs


@require_GET
@needs(Action.SEE_BOARD)
def signing_key(request: StaffRequest) -> HttpResponse:
    """The board fetches it when it is shown, so that its own numbers need not wait."""
    keys = known_keys()[::-1]
    context = {"key": keys[0] if keys else None, "earlier": keys[1:]}
    return render(request, "console/signing_key.html", context)
