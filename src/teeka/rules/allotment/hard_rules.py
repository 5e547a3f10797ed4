"""Decides whether somebody may give a person a seat by hand: every hard rule that the seat would break.

A place given by hand may break a wish (`wishes_by_hand.py`), never a rule. A plan keeps the same rules for
everybody at once (`ground.py`, `spare.py`).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from teeka.rules.allotment.spare import most_on_a_day


class HardRule(StrEnum):
    """In the order in which they are said: first what no other session would mend."""

    IS_A_DUPLICATE = "IS_A_DUPLICATE"
    IS_EXCLUDED = "IS_EXCLUDED"
    NOT_IN_CAMPAIGN = "NOT_IN_CAMPAIGN"
    HAS_A_PLACE = "HAS_A_PLACE"
    SESSION_CLOSED = "SESSION_CLOSED"
    OUTSIDE_DATES = "OUTSIDE_DATES"
    IS_ABSENT = "IS_ABSENT"
    OTHER_DOSE = "OTHER_DOSE"
    HAD_THE_DOSE = "HAD_THE_DOSE"
    OTHER_VACCINE = "OTHER_VACCINE"
    DOSE_NOT_DUE = "DOSE_NOT_DUE"
    OTHER_COHORT = "OTHER_COHORT"
    STAFF_SHARE = "STAFF_SHARE"
    SESSION_FULL = "SESSION_FULL"


@dataclass(frozen=True, slots=True)
class Seeker:
    """The person, leaving aside the place that is given up for this one."""

    category: str
    is_duplicate: bool
    is_excluded: bool
    is_in_campaign: bool  # whether a tier of the campaign names the category
    has_place: bool  # for the campaign's dose
    is_absent: bool  # on the session's day
    had_dose: bool  # the campaign's dose, as a roster says
    vaccines: frozenset[str]  # that may follow an earlier dose; empty: none is known, so any
    is_due: bool  # whether the interval since an earlier dose allows the session's day


@dataclass(frozen=True, slots=True)
class Choice:
    """The session as it stands, leaving aside the seat that the person may hold in it."""

    is_open: bool  # neither called off nor begun
    held_on: date
    dose: int | None  # None: any
    vaccine: str
    cohort: frozenset[str]  # categories; empty: everybody
    seats_left: int


@dataclass(frozen=True, slots=True)
class Campaign:
    dose: int
    starts_on: date | None
    ends_on: date | None
    staff_share: float


@dataclass(frozen=True, slots=True)
class Crew:
    """The people of the campaign who work where the person works."""

    staff: int
    away: int  # colleagues, without the person, who have a place on the session's day
    days: int  # on which they have any session in reach


def broken_rules(
    seeker: Seeker, choice: Choice, campaign: Campaign, crew: Crew | None
) -> tuple[HardRule, ...]:
    """Every rule that the seat would break. crew is None when it is not known where the person works."""
    starts, ends = campaign.starts_on or date.min, campaign.ends_on or date.max
    broken = {
        HardRule.IS_A_DUPLICATE: seeker.is_duplicate,
        HardRule.IS_EXCLUDED: seeker.is_excluded,
        HardRule.NOT_IN_CAMPAIGN: not seeker.is_in_campaign,
        HardRule.HAS_A_PLACE: seeker.has_place,
        HardRule.SESSION_CLOSED: not choice.is_open,
        HardRule.OUTSIDE_DATES: not starts <= choice.held_on <= ends,
        HardRule.IS_ABSENT: seeker.is_absent,
        HardRule.OTHER_DOSE: choice.dose not in {None, campaign.dose},
        HardRule.HAD_THE_DOSE: seeker.had_dose,
        HardRule.OTHER_VACCINE: bool(seeker.vaccines) and choice.vaccine not in seeker.vaccines,
        HardRule.DOSE_NOT_DUE: not seeker.is_due,
        HardRule.OTHER_COHORT: bool(choice.cohort) and seeker.category not in choice.cohort,
        HardRule.STAFF_SHARE: crew is not None and not _can_be_spared(crew, campaign.staff_share),
        HardRule.SESSION_FULL: choice.seats_left < 1,
    }
    return tuple(rule for rule in HardRule if broken[rule])


def _can_be_spared(crew: Crew, share: float) -> bool:
    (most,) = most_on_a_day(np.array([crew.staff]), share, np.array([crew.days])).tolist()
    return crew.away < int(most)


# {rule: (english, hindi)}
HARD_RULE_WORDS: dict[HardRule, tuple[str, str]] = {
    HardRule.IS_A_DUPLICATE: (
        "This is a second registration of somebody. Use the registration that counts.",
        "यह किसी का दूसरा पंजीकरण है। मान्य पंजीकरण चुनें।",
    ),
    HardRule.IS_EXCLUDED: (
        "This person was taken out of the campaign. Undo that first.",
        "यह व्यक्ति अभियान से बाहर रखा गया है। पहले उसे वापस जोड़ें।",
    ),
    HardRule.NOT_IN_CAMPAIGN: (
        "This campaign is not for this person's category. Correct the category first.",
        "यह अभियान इस व्यक्ति की श्रेणी के लिए नहीं है। पहले श्रेणी ठीक करें।",
    ),
    HardRule.HAS_A_PLACE: (
        "This person already has a place for this dose. Take that one back first.",
        "इस व्यक्ति के पास इस खुराक का स्थान पहले से है। पहले उसे वापस लें।",
    ),
    HardRule.SESSION_CLOSED: (
        "This session is cancelled or has begun. Choose another session.",
        "यह सत्र रद्द है या आरंभ हो चुका है। दूसरा सत्र चुनें।",
    ),
    HardRule.OUTSIDE_DATES: (
        "This session lies outside the campaign's dates. Choose another day.",
        "यह सत्र अभियान की तारीखों से बाहर है। दूसरा दिन चुनें।",
    ),
    HardRule.IS_ABSENT: (
        "This person cannot come on the day of this session. Choose another day, or take the absence back.",
        "यह व्यक्ति इस सत्र के दिन नहीं आ सकता। दूसरा दिन चुनें, या अनुपस्थिति हटाएँ।",
    ),
    HardRule.OTHER_DOSE: (
        "This session gives another dose than the campaign's. Choose another session.",
        "इस सत्र की खुराक अभियान की खुराक से अलग है। दूसरा सत्र चुनें।",
    ),
    HardRule.OTHER_VACCINE: (
        "This session gives another vaccine than this person's earlier dose. Choose another session.",
        "इस सत्र का टीका इस व्यक्ति की पिछली खुराक के टीके से अलग है। दूसरा सत्र चुनें।",
    ),
    HardRule.HAD_THE_DOSE: (
        "This person had this dose already, as a roster says. If that is wrong, correct the roster first.",
        "सूची के अनुसार यह व्यक्ति यह खुराक ले चुका है। यदि यह गलत है, तो पहले सूची ठीक करें।",
    ),
    HardRule.DOSE_NOT_DUE: (
        "The session's day lies outside the interval since this person's earlier dose. Choose another day.",
        "सत्र का दिन इस व्यक्ति की पिछली खुराक के बाद के निर्धारित अंतराल से बाहर है। दूसरा दिन चुनें।",
    ),
    HardRule.OTHER_COHORT: (
        "This session is for other categories of people. Choose another session.",
        "यह सत्र दूसरी श्रेणियों के लोगों के लिए है। दूसरा सत्र चुनें।",
    ),
    HardRule.STAFF_SHARE: (
        "On this day as many colleagues go as the facility can spare. Choose another day.",
        "इस दिन संस्थान से उतने सहकर्मी जा रहे हैं जितने जा सकते हैं। दूसरा दिन चुनें।",
    ),
    HardRule.SESSION_FULL: (
        "This session has no free seat. Choose another session, or ask for a seat.",
        "इस सत्र में खाली सीट नहीं है। दूसरा सत्र चुनें, या सीट का अनुरोध करें।",
    ),
}
