"""Why a what-if was refused; nothing was changed then."""

from collections.abc import Mapping, Sequence
from typing import Any

from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.rules.what_if import (
    REFUSAL_WORDS,
    Fault,
    WhatIfRefusal,
    difference_in_words,
    fault_in_words,
)

Faults = Sequence[tuple[int, Fault, str]]


class WhatIfRefused(Exception):
    """facts, as the refusal has them: faults [[index of the change, fault, detail]…], people, then, since,
    allotment (a Refusal of it)."""

    def __init__(self, refusal: WhatIfRefusal, **facts: Any) -> None:
        super().__init__(refusal.value)
        self.refusal, self.facts = refusal, facts

    @classmethod
    def for_faults(cls, faults: Faults) -> "WhatIfRefused":
        return cls(WhatIfRefusal.FAULTY, faults=[[at, fault.value, detail] for at, fault, detail in faults])

    def in_words(self, language: str = "en") -> str:
        return refusal_in_words(self.as_kept(), language)

    def as_kept(self) -> dict[str, Any]:
        return {"refusal": self.refusal.value, **self.facts}


def refusal_in_words(kept: Mapping[str, Any], language: str) -> str:
    """The sentence of a refusal as it is kept."""
    refusal = WhatIfRefusal(kept["refusal"])
    detail = f"{kept.get('people', 0):,}"
    if refusal is WhatIfRefusal.FAULTY:
        detail = " ".join(fault_in_words(Fault(fault), said, language) for _, fault, said in kept["faults"])
    if refusal is WhatIfRefusal.OLDER_THAN_DATA:
        detail = difference_in_words(kept["then"], kept["since"], language)
    if refusal is WhatIfRefusal.NO_PLAN:
        detail = AllotmentRefused(Refusal(kept["allotment"])).in_words(language)
    return REFUSAL_WORDS[refusal][language == "hi"].format(detail=detail)
