"""Reads sessions by what people call them."""

from uuid import UUID

from teeka.apps.planning.models import Session


def session_id_of(code: str) -> UUID | None:
    return Session.objects.filter(code=code).values_list("pk", flat=True).first()
