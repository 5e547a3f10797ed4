"""The campaign that runs."""

from dataclasses import dataclass

from teeka.apps.planning.models import Campaign


@dataclass(frozen=True, slots=True)
class RunningCampaign:
    code: str
    name: str
    name_hi: str
    tell_hours: int


def running_campaign() -> RunningCampaign | None:
    row = (
        Campaign.objects.filter(is_running=True).values_list("code", "name", "name_hi", "tell_hours").first()
    )
    return RunningCampaign(*row) if row else None
