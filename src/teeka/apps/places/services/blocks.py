"""Which block of the directory a facility's block name means; a name that is near to none stays a name."""

import re
from collections import defaultdict
from collections.abc import Iterable

from teeka.apps.places.models import Block, Facility
from teeka.rules.districts import closest_place, fold_place

_IDLE = re.compile(r"\b(?:block|blk|prakhand)\b|प्रखंड|प्रखण्ड", re.IGNORECASE)


def blocks_meant(names: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """(district code, block name) → block code, for the names that clearly mean one of their district."""
    spellings: dict[int, dict[str, int]] = defaultdict(dict)
    for code, district, name in Block.objects.values_list("code", "district_id", "name"):
        spellings[district][fold_place(name)] = code
    found = {
        (district, name): closest_place(_IDLE.sub(" ", name), spellings[district])
        for district, name in set(names)
        if name
    }
    return {name: code for name, code in found.items() if code is not None}


def settle_block_names() -> int:
    """Facilities that came before the directory get its block now; how many did.

    Locks: the caller holds the lock for places and an open transaction.
    """
    waiting = list(Facility.objects.filter(block=None).exclude(block_name=""))
    meant = blocks_meant((facility.district_code, facility.block_name) for facility in waiting)
    settled = []
    for facility in waiting:
        if code := meant.get((facility.district_code, facility.block_name)):
            facility.block_id = code
            settled.append(facility)
    Facility.objects.bulk_update(settled, ["block"], batch_size=2000)
    return len(settled)
