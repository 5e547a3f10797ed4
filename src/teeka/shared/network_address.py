"""Who knocks at the web, as an address that tries are counted by."""

LONGEST = 45  # of an IPv6 address that holds an IPv4 one


def who_knocks(remote: str, forwarded: str, *, is_behind_proxy: bool) -> str:
    """Behind our own proxy the last hop in `forwarded` is the one that the proxy itself wrote down."""
    hop = forwarded.rpartition(",")[2].strip() if is_behind_proxy else ""
    return (hop or remote)[:LONGEST]
