"""The jurisdiction of a command: every district there is."""

from teeka.apps.places.models import District
from teeka.rules.permissions import Jurisdiction


def whole_state() -> Jurisdiction:
    return Jurisdiction(frozenset(District.objects.values_list("code", flat=True)))
