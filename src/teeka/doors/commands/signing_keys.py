"""`teeka packs key` and `rotate-key`: whose signature stands on the lists."""

import getpass
from datetime import datetime
from typing import Any

import click

from teeka.apps.lists.queries.signatures import KnownKey, known_keys, moment
from teeka.apps.lists.services.rotating import KeyNotLost
from teeka.apps.lists.services.rotating import rotate_key as rotate
from teeka.apps.lists.services.signing import SigningKeyLost
from teeka.doors.commands.terminal import Refused, json_option, print_result
from teeka.shared import clock


@click.command()
@json_option
def key(as_json: bool) -> int:
    """Show the public key that signs the lists, and the earlier ones."""
    print_result(_as_dict(keys := known_keys()), as_json=as_json, words=_in_words(keys))
    return 0


@click.command("rotate-key")
@click.option("--reason", required=True, help="why; everybody who checks a copy can read it")
@click.option(
    "--key-is-lost", is_flag=True, help="the old key's file is gone, so it cannot hand on the new one"
)
@json_option
def rotate_key(reason: str, key_is_lost: bool, as_json: bool) -> int:
    """Begin a new signing key; the old one signs it, ends, and its private half is destroyed."""
    if not reason.strip() or len(reason) > 200:
        raise Refused("--reason must be told in 1 to 200 letters.\n--reason 1 से 200 अक्षरों में बताएँ।")
    try:
        rotate(reason=reason.strip(), by=getpass.getuser(), now=clock.now(), is_lost=key_is_lost)
    except SigningKeyLost as lost:
        raise Refused(f"{lost.sentence()}\n{lost.sentence('hi')}") from lost
    except KeyNotLost as here:
        raise Refused(
            "The key in force is here and can hand on the new one: leave out --key-is-lost.\n"
            "लागू कुंजी यहीं है और नई कुंजी की पुष्टि कर सकती है: --key-is-lost हटा दें।"
        ) from here
    keys = known_keys()
    words = (
        f"{_in_words(keys)}\nRun `teeka lists` now, so that every list carries the new key.\n"
        "अब `teeka lists` चलाएँ, ताकि हर सूची पर नई कुंजी हो।"
    )
    print_result(_as_dict(keys), as_json=as_json, words=words)
    return 0


def _as_dict(keys: list[KnownKey]) -> dict[str, Any]:
    ends = [*(moment(later.began_at) for later in keys[1:]), None]
    return {
        "keys": [
            {
                "fingerprint": one.public.fingerprint,
                "public_key": one.public_key,
                "began_at": moment(one.began_at),
                "ended_at": end,
                "reason": one.reason,
                "is_signed_by_the_one_before": bool(one.signed_before),
            }
            for one, end in zip(keys, ends, strict=True)
        ]
    }


def _when(at: datetime) -> str:
    return f"{clock.in_india(at):%d %b %Y %H:%M}"


def _in_words(keys: list[KnownKey]) -> str:
    *earlier, newest = keys
    lines = [
        f"Public key · सार्वजनिक कुंजी: {newest.public_key}",
        f"Fingerprint · फ़िंगरप्रिंट: {newest.public.fingerprint}",
        f"In force since {_when(newest.began_at)} ({newest.reason}).",
    ]
    for one, later in zip(earlier, keys[1:], strict=True):
        handed_on = "signed the one after it" if later.signed_before else "was lost, and signed nothing more"
        lines.append(f"Earlier: {one.public.fingerprint} ended {_when(later.began_at)} and {handed_on}.")
    return "\n".join(lines)
