"""A plan's answer for one district, as a Parquet file of one row a person, in the order of the partition.

person            the published reference
session           its number; blank: no place
distance_m        from the facility to the session's site; blank: no place, or not known
reason            why there is no place; blank: there is one
why               why it is this place: codes separated by |, the main one first
standby_session   blank: does not stand by
standby_rank      1 is called first
"""

from io import BytesIO

import numpy as np
import polars as pl

from teeka.formats.nation.partitions import MARK, VERSION
from teeka.rules.allotment import Allotment
from teeka.rules.allotment.reasons import REASONS, why_codes
from teeka.rules.allotment.request import NONE, Ints


def answers_of(people: Ints, sessions: Ints, plan: Allotment) -> pl.DataFrame:
    """people and sessions: the keys of the request's rows."""
    key = np.append(sessions, NONE)  # the last: NONE stays NONE
    return pl.DataFrame(
        {
            "person": people,
            "session": key[plan.session],
            "distance_m": plan.distance_m,
            "reason": reason_words(plan.reason),
            "why": why_words(plan.why),
            "standby_session": key[plan.standby_session],
            "standby_rank": np.where(plan.standby_rank == 0, NONE, plan.standby_rank),
        }
    ).with_columns(
        pl.when(pl.col(name) != NONE).then(name).alias(name)
        for name in ("session", "distance_m", "standby_session", "standby_rank")
    )


def answers_as_bytes(answers: pl.DataFrame) -> bytes:
    """The same answers give the same bytes."""
    buffer = BytesIO()
    answers.write_parquet(buffer, compression="zstd", metadata={MARK: VERSION})
    return buffer.getvalue()


def reason_words(reason: Ints) -> pl.Series:
    words = pl.Series([*(reason.value for reason in REASONS), None], dtype=pl.String)
    return words.gather(pl.Series(np.where(reason == NONE, len(REASONS), reason)))


def why_words(why: Ints) -> pl.Series:
    bits, place = np.unique(why, return_inverse=True)
    words = pl.Series(["|".join(why_codes(some)) or None for some in bits.tolist()], dtype=pl.String)
    return words.gather(pl.Series(place))
