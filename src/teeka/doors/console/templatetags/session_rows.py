"""How one session's row shows its numbers, and whether somebody must ask who is in charge of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from teeka.apps.readiness.queries.sessions import SessionRow
from teeka.doors.console.templatetags.console import n

register = template.Library()


@register.simple_tag(takes_context=True)
def names_behind(context: Mapping[str, Any], session_code: str, where: str, number: int) -> SafeString | str:
    """The number, which opens the list of the people whom it counts, for whoever may see that."""
    if not number or not context["may_see_people"]:
        return n(number)
    query = urlencode({"where": where, "session": session_code})
    return format_html('<a href="{}?{}">{}</a>', reverse("people"), query, n(number))


@register.filter
def must_be_asked(session: SessionRow, now: datetime) -> bool:
    return session.must_be_asked(now)
