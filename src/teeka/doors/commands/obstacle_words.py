"""What stands in the way of sending a campaign, as commands say it."""

from typing import Any

from teeka.rules.messages.sendable import Found


def obstacles_in_words(found: list[Found]) -> str:
    """A line each, or nothing."""
    lines = [
        f"{'Nothing can be sent' if one.stops_sending else 'Not all can be sent'}: {one.words('en')}"
        for one in found
    ]
    return "\n".join(lines)


def obstacles_as_json(found: list[Found]) -> list[dict[str, Any]]:
    return [
        {
            "code": one.obstacle.value,
            "stops_sending": one.stops_sending,
            "text_en": one.words("en"),
            "text_hi": one.words("hi"),
        }
        for one in found
    ]
