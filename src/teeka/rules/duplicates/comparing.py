"""Compares registrations pair by pair: what each pair shows of name, birth, numbers, posting and home."""

from itertools import product

import numpy as np
import polars as pl

from teeka.rules.duplicates.evidence import COMMON, MOST_GIVERS, MOST_HOLDERS, RARE, Reason
from teeka.rules.duplicates.holders import NUMBERS
from teeka.rules.duplicates.names import NameLikeness, compare_names, folded_name, given_name
from teeka.rules.duplicates.roster import COLUMNS

_YEARS_SLIPPED = (1, 10)  # the next digit, or the digit before it
_NOT_A_BIRTHDAY = ("01-01", "07-01")  # what clerks write of whom only the year is known
_NAMED = {
    NameLikeness.SAME: Reason.SAME_NAME,
    NameLikeness.MISTYPED: Reason.NAME_MISTYPED,
    NameLikeness.PARTLY: Reason.NAME_IN_PART,
    NameLikeness.OTHER_FAMILY: Reason.FAMILY_NAME_DIFFERS,
    NameLikeness.SLIPPED: Reason.NAME_ONE_LETTER_OFF,
    NameLikeness.ONE_LETTER: Reason.NAME_ONE_LETTER_OFF,
    NameLikeness.CONFLICT: Reason.NAME_DIFFERS,
}


def folded(registrations: pl.DataFrame) -> pl.DataFrame:
    """COLUMNS sorted by row, blanks for nulls, with names and homes folded."""
    people = registrations.select(pl.col(c).cast(kind) for c, kind in COLUMNS.items()).sort("row")
    people = people.with_columns(pl.col(pl.String).fill_null("")).with_columns(
        birth_day=pl.when(~pl.col("birth_day").is_in(_NOT_A_BIRTHDAY))
        .then("birth_day")
        .otherwise(pl.lit("")),
        home=_home_of(),
    )
    keys = _name_keys(people["name"].unique().sort())
    return people.join(keys, on="name", how="left", maintain_order="left")


def _name_keys(names: pl.Series) -> pl.DataFrame:
    """Beside each name, by sound: all its words, their initials, and the given name."""
    folded = [folded_name(name) for name in names.to_list()]
    sounds = [sorted(word.sound for word in words) for words in folded]
    keys = {
        "name": names,
        "name_key": [" ".join(words) for words in sounds],
        "initials": ["".join(word[0] for word in words) for words in sounds],
        "given": [given_name(words).sound for words in folded],
    }
    return pl.DataFrame(keys, schema=dict.fromkeys(keys, pl.String))


def compared(people: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """For each pair a Reason under each of evidence.SUBJECTS, null where nothing can be said.

    `people`: folded, with what holders_of counts; `pairs`: positions in it, `a` and `b`. Beside the reasons
    how many hold what both have: `name_holders` of the commoner name, `neighbours` of the home address, and
    `givers` of the mobile (0: they share none).
    """
    left, right = people[pairs["a"]], people[pairs["b"]]
    givers = _givers(left, right)
    both = pl.concat([left.rename("{}_a".format), right.rename("{}_b".format)], how="horizontal")
    both = both.with_columns(givers=pl.Series(givers), likeness=_likeness(left, right))
    return both.select(
        name=_name(),
        birth=_birth(),
        mobile=_mobile(),
        identity=_identity(),
        employee=_employee(),
        posting=_posting(),
        home=_home(),
        gender=pl.when(_same("gender"))
        .then(_is(Reason.SAME_GENDER))
        .when(_differ("gender"))
        .then(_is(Reason.GENDER_DIFFERS)),
        name_holders=pl.max_horizontal("name_holders_a", "name_holders_b"),
        neighbours="home_holders_a",
        givers="givers",
    )


def _home_of() -> pl.Expr:
    """PIN code and address without their punctuation; blank where one of them is."""
    written = pl.col("home_address").str.to_lowercase().str.replace_all(r"[\s,.;:/()#-]+", "")
    is_whole = (pl.col("home_pin_code") != "") & (written != "")
    return pl.when(is_whole).then(pl.concat_str("home_pin_code", written)).otherwise(pl.lit(""))


def _is(reason: Reason) -> pl.Expr:
    return pl.lit(reason.value)


def _known(column: str) -> pl.Expr:
    return (pl.col(f"{column}_a") != "") & (pl.col(f"{column}_b") != "")


def _same(column: str) -> pl.Expr:
    return _known(column) & (pl.col(f"{column}_a") == pl.col(f"{column}_b"))


def _differ(column: str) -> pl.Expr:
    return _known(column) & (pl.col(f"{column}_a") != pl.col(f"{column}_b"))


def _name() -> pl.Expr:
    """A slip is one of typing where hardly anybody bears what it made of a name that many bear."""
    one, other = pl.col("namesakes_a"), pl.col("namesakes_b")
    is_typing = (pl.min_horizontal(one, other) <= RARE) & (pl.max_horizontal(one, other) >= COMMON)
    named = pl.col("likeness").replace_strict(
        {int(k): v.value for k, v in _NAMED.items()}, return_dtype=pl.String
    )
    is_slip = (pl.col("likeness") == int(NameLikeness.SLIPPED)) & is_typing
    return pl.when(is_slip).then(_is(Reason.NAME_MISTYPED)).otherwise(named)


def _likeness(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """The best NameLikeness of the names in either script, worked out once for two names."""
    sides = {
        "name_a": left["name"],
        "hindi_a": left["name_hi"],
        "name_b": right["name"],
        "hindi_b": right["name_hi"],
    }
    names = pl.DataFrame(sides)
    distinct = names.unique(maintain_order=True)
    found = pl.Series([int(_best(*row)) for row in distinct.iter_rows()], dtype=pl.Int8)
    answers = distinct.with_columns(found=found)
    return names.join(answers, on=list(sides), how="left", maintain_order="left")["found"]


def _best(name: str, hindi: str, other: str, other_hindi: str) -> NameLikeness:
    likeness = compare_names(folded_name(name), folded_name(other))
    if likeness < NameLikeness.SAME and hindi and other_hindi:
        return max(likeness, compare_names(folded_name(hindi), folded_name(other_hindi)))
    return likeness


def _birth() -> pl.Expr:
    one, other = pl.col("birth_year_a"), pl.col("birth_year_b")
    turned = (one // 100 == other // 100) & (one % 10 == other // 10 % 10) & (one // 10 % 10 == other % 10)
    one_digit = (one // 10 == other // 10) | ((one % 10 == other % 10) & (one // 100 == other // 100))
    same_year, is_slip = one == other, turned | (one - other).abs().is_in(_YEARS_SLIPPED)
    return (
        pl.when(one.is_null() | other.is_null()).then(None)
        .when(same_year & _same("birth_day")).then(_is(Reason.SAME_BIRTH_DATE))
        .when(same_year & _differ("birth_day")).then(_is(Reason.BIRTH_DAY_DIFFERS))
        .when(same_year).then(_is(Reason.SAME_BIRTH_YEAR))
        .when(_differ("birth_day")).then(_is(Reason.BIRTH_YEAR_DIFFERS))
        .when((is_slip | one_digit) & _same("birth_day")).then(_is(Reason.SAME_BIRTHDAY))
        .when(is_slip).then(_is(Reason.BIRTH_YEAR_SLIPPED))
        .when(one_digit).then(_is(Reason.BIRTH_YEAR_ONE_DIGIT_OFF))
        .otherwise(_is(Reason.BIRTH_YEAR_DIFFERS))
    )  # fmt: skip


def _mobile() -> pl.Expr:
    return (
        pl.when(pl.col("givers").is_between(1, MOST_GIVERS)).then(_is(Reason.SAME_MOBILE))
        .when(pl.col("givers") > 0).then(_is(Reason.MOBILE_OF_MANY))
        .when(_known("mobile")).then(_is(Reason.MOBILE_DIFFERS))
    )  # fmt: skip


def _identity() -> pl.Expr:
    return (
        pl.when(_same("identity") & (pl.col("identity_holders_a") > MOST_HOLDERS)).then(None)
        .when(_same("identity")).then(_is(Reason.SAME_IDENTITY))
        .when(_differ("identity") & _same("identity_kind")).then(_is(Reason.IDENTITY_DIFFERS))
        .when(_differ("identity")).then(_is(Reason.IDENTITY_OF_ANOTHER_KIND))
    )  # fmt: skip


def _employee() -> pl.Expr:
    is_one = _same("district") & (pl.col("employee_holders_a") <= MOST_HOLDERS)
    return (
        pl.when(_same("employee_id") & is_one).then(_is(Reason.SAME_EMPLOYEE_ID))
        .when(_differ("employee_id")).then(_is(Reason.EMPLOYEE_ID_DIFFERS))
    )  # fmt: skip


def _posting() -> pl.Expr:
    """A code and a text may mean one facility, of which only the district is known; so may two texts."""
    same_kind = pl.col("posting_a").str.head(1) == pl.col("posting_b").str.head(1)
    name, other = (pl.col(f"posting_{side}").str.strip_suffix("|") + "|" for side in "ab")
    is_shorter = pl.col("posting_a").str.starts_with(other) | pl.col("posting_b").str.starts_with(name)
    return (
        pl.when(_same("posting") | (_same("district") & is_shorter)).then(_is(Reason.SAME_POSTING))
        .when(_differ("district")).then(_is(Reason.DISTRICT_DIFFERS))
        .when(_differ("posting") & same_kind).then(_is(Reason.POSTING_DIFFERS))
        .when(_same("district")).then(_is(Reason.SAME_DISTRICT))
    )  # fmt: skip


def _home() -> pl.Expr:
    """One home says nothing of two who share a mobile: they may be one family. Two homes do."""
    shares_mobile = pl.col("givers").is_between(1, MOST_GIVERS)
    return (
        pl.when(_differ("home_pin_code")).then(_is(Reason.HOME_DIFFERS))
        .when(shares_mobile).then(None)
        .when(_same("home")).then(_is(Reason.SAME_HOME))
        .when(_same("home_pin_code")).then(_is(Reason.SAME_HOME_PIN_CODE))
    )  # fmt: skip


def _givers(left: pl.DataFrame, right: pl.DataFrame) -> np.ndarray:
    """How many give the number that both give, as first or other number; 0 where they share none.

    By their names, the two who are compared as two: however often somebody registered, it is one giver.
    """
    shared = np.zeros(len(left), dtype=np.int32)
    same_name = (left["name_key"] == right["name_key"]).to_numpy()
    for of_left, of_right in product(NUMBERS, repeat=2):
        same = ((left[of_left] == right[of_right]) & (left[of_left] != "")).to_numpy()
        crowd = left[f"{of_left}_holders"].to_numpy() + same_name
        smaller = same & ((shared == 0) | (crowd < shared))
        shared = np.where(smaller, crowd, shared).astype(np.int32)
    return shared
