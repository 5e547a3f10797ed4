"""What counts as an e-mail address that can be written to, and how it is shown to who may not see it."""

import re

LONGEST = 254
# The ordinary form: no comments, no quoting, no address literals, Latin letters only. What is rarer is far
# more often a slip of the hand than an address.
_ADDRESS = re.compile(
    r"(?=.{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)


def read_email(text: str | None) -> str:
    """The address, its domain in small letters; empty when it is none."""
    bare = (text or "").strip().removeprefix("mailto:")
    if len(bare) > LONGEST or not _ADDRESS.fullmatch(bare):
        return ""
    name, _, domain = bare.rpartition("@")
    return f"{name}@{domain.lower()}"


def masked_email(address: str) -> str:
    """The first letter and the domain: enough to recognise one's own."""
    name, at, domain = address.rpartition("@")
    return f"{name[:1]}•••{at}{domain}" if at else ""
