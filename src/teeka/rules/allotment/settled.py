"""What becomes of a part's first answers by the second pass: who crossed, and how the reserve closes up."""

import polars as pl


def settled(answers: pl.DataFrame, moves: pl.DataFrame, left: pl.DataFrame) -> pl.DataFrame:
    """The part's answers (person, session, distance_m, reason, why, standby_session, standby_rank) anew.

    moves: person, session, distance_m, why of people whom a second pass placed, also of other parts.
    left: person and reason of those who took part in it and still wait.
    Whoever crossed stands by no more, and those behind move up.
    """
    both = answers.lazy().join(moves.lazy(), on="person", how="left", suffix="_given", maintain_order="left")
    both = both.join(left.lazy(), on="person", how="left", suffix="_left", maintain_order="left")
    crossed = pl.col("session_given").is_not_null()
    unless_crossed = [
        pl.when(~crossed).then(pl.coalesce("reason_left", "reason")).alias("reason"),
        *(pl.when(~crossed).then(name).alias(name) for name in ("standby_session", "standby_rank")),
    ]
    given = [pl.coalesce(f"{name}_given", name).alias(name) for name in ("session", "distance_m", "why")]
    rank = pl.col("standby_rank").rank("ordinal").over("standby_session").cast(pl.Int64)
    return (
        both.with_columns(*given, *unless_crossed)
        .with_columns(pl.when(pl.col("standby_rank").is_not_null()).then(rank).alias("standby_rank"))
        .select(answers.columns)
        .collect()
    )


def counted(answers: pl.DataFrame) -> dict[str, object]:
    """Of a part's settled answers: people, placed, standby, and unplaced by reason."""
    stands_by = pl.col("standby_session").is_not_null()
    unplaced = answers.filter(pl.col("reason").is_not_null() & ~stands_by)["reason"].value_counts()
    return {
        "people": len(answers),
        "placed": len(answers) - answers["session"].null_count(),
        "standby": int(answers.select(stands_by.sum()).item()),
        "unplaced": dict(sorted(unplaced.iter_rows())),
    }
