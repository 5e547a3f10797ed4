"""Small requests for the tests of allotment, made by hand or drawn by hypothesis."""

from dataclasses import fields, replace

import numpy as np
from hypothesis import strategies as st

from teeka.rules.allotment import Absences, Away, Facilities, Located, People, Request, Sessions, Sites, Terms
from teeka.rules.allotment.request import EVER

MONDAY = 737_804  # 2021-01-11


def column(values, dtype=np.int64):
    return np.array(list(values), dtype=dtype)


def request(
    *,
    facilities,
    sites,
    sessions,
    people,
    away=(),
    absences=(),
    staff_share=1.0,
    crosses_borders=False,
    reach_km=100,
    seed="a published seed",
    allowed=((True,),),
):
    """Rows in, columns out.

    facilities: (district, parent, latitude, longitude); sites: (facility, district, latitude, longitude);
    sessions: (site, day, seats, reserve, kind); people: (facility, tier, need, opens, closes), and, where a
    dose before tells, the first and last day on which the dose is due;
    away: (facility, day, people); absences: (person, first, last).
    """
    f, s = list(facilities), list(sites)
    return Request(
        Facilities(
            column(100 + i for i in range(len(f))),
            column(r[0] for r in f),
            column(r[1] for r in f),
            column((r[2] for r in f), float),
            column((r[3] for r in f), float),
            column(Located.ITSELF for _ in f),
            column(
                sum(p[0] == i for p in people) + sum(a[2] for a in away if a[0] == i) for i in range(len(f))
            ),
        ),
        Sites(
            column(r[0] for r in s),
            column(r[1] for r in s),
            column((r[2] for r in s), float),
            column((r[3] for r in s), float),
        ),
        Sessions(
            column(range(len(sessions))),
            *(column(r[i] for r in sessions) for i in range(3)),
            column(0 for _ in sessions),
            *(column(r[i] for r in sessions) for i in (3, 4)),
        ),
        People(
            column(10**13 + i for i in range(len(people))),
            *(column((*r, *EVER)[i] for r in people) for i in range(7)),
        ),
        Away(*(column(r[i] for r in away) for i in range(3))),
        Terms(staff_share, crosses_borders, reach_km, seed, np.array(allowed, dtype=bool)),
        Absences(*(column(r[i] for r in absences) for i in range(3))),
    )


places = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda p: (25 + p[0] / 20, 85 + p[1] / 20))


def _due(drawn):
    return MONDAY + drawn[0], MONDAY + drawn[0] + drawn[1]


@st.composite
def requests(draw, *, needs_by_facility=False, most_people=9):
    """Up to four facilities, four sites, six sessions and a few people, tight on purpose."""
    count = draw(st.integers(1, 4))
    facilities = [
        (draw(st.integers(1, 2)), draw(st.integers(-1, count - 1)), *draw(places)) for _ in range(count)
    ]
    sites = []
    for _ in range(draw(st.integers(1, 4))):
        own = draw(st.integers(-1, count - 1))
        sites.append(
            (own, facilities[own][0], *facilities[own][2:])
            if own >= 0
            else (-1, draw(st.integers(1, 2)), *draw(places))
        )
    sessions = [
        (
            draw(st.integers(0, len(sites) - 1)),
            MONDAY + draw(st.integers(0, 3)),
            draw(st.integers(0, 3)),
            draw(st.integers(0, 2)),
            draw(st.integers(0, 1)),
        )
        for _ in range(draw(st.integers(1, 6)))
    ]
    need_of = [draw(st.integers(0, 1)) for _ in facilities]
    people = []
    for _ in range(draw(st.integers(0, most_people))):
        facility = draw(st.integers(-1, count - 1))
        opens = MONDAY + draw(st.integers(0, 2))
        need = need_of[facility] if needs_by_facility else draw(st.integers(0, 1))
        tier = draw(st.sampled_from([1, 1, 2, 3, -1]))
        due = draw(st.one_of(st.just(EVER), st.tuples(st.integers(-1, 3), st.integers(0, 2)).map(_due)))
        people.append((facility, tier, need, opens, opens + draw(st.integers(0, 3)), *due))
    absences = []
    for absent in range(len(people)):
        for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
            first = MONDAY + draw(st.integers(0, 3))
            absences.append((absent, first, first + draw(st.integers(0, 1))))
    return request(
        absences=absences,
        facilities=facilities,
        sites=sites,
        sessions=sessions,
        people=people,
        staff_share=draw(st.sampled_from([0.2, 0.5, 1.0])),
        crosses_borders=draw(st.booleans()),
        reach_km=draw(st.sampled_from([20, 100])),
        allowed=((True, draw(st.booleans())), (draw(st.booleans()), True)),
    )


def permuted(rows, order):
    """The same columns with their rows in another order."""
    return replace(rows, **{f.name: getattr(rows, f.name)[order] for f in fields(rows)})


def redirected(index, order):
    """Indices into rows that were put in another order."""
    place = np.append(np.argsort(order), -1)  # NONE stays NONE
    return place[index]


def those_of(absences, people):
    """The absences of the people who are left, by their new indices."""
    place = {int(person): at for at, person in enumerate(people)}
    rows = [row for row in range(len(absences.person)) if int(absences.person[row]) in place]
    return Absences(
        column(place[int(absences.person[row])] for row in rows), absences.first[rows], absences.last[rows]
    )
