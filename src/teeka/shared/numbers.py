"""Numbers as they are written in India."""


def in_lakhs(number: int) -> str:
    """4,69,000: the last three digits, then by twos."""
    digits, sign = str(abs(number)), "-" if number < 0 else ""
    head, tail = digits[:-3], digits[-3:]
    groups = []
    while head:
        groups.append(head[-2:])
        head = head[:-2]
    return sign + ",".join([*reversed(groups), tail])
