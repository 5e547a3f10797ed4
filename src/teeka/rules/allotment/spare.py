"""How many of its staff a facility can spare on each day, so that a hospital keeps running."""

import numpy as np

from teeka.rules.allotment.request import Bools, Ints, Request


def most_on_a_day(staff: Ints, share: float, days_in_reach: Ints) -> Ints:
    """How many of each facility's staff may come on one day: max(share, 1/days).

    The share is rounded down and is at least one; 1/days is rounded up, so that all can come.
    """
    by_share = np.floor(staff * share + 1e-9).astype(np.int64)
    evenly = -(-staff // np.maximum(days_in_reach, 1))
    most: Ints = np.maximum(np.maximum(by_share, evenly), 1)
    return most


def left_to_spare(request: Request, facility: Ints, dates: Ints, days_in_reach: Ints) -> Ints:
    """[crew, day]: the most who may come on the day, less those who hold a seat on it."""
    most = most_on_a_day(request.facilities.staff[facility], request.terms.staff_share, days_in_reach)
    left: Ints = np.maximum(most[:, None] - gone(request, dates)[facility], 0)
    return left


def gone(request: Request, dates: Ints) -> Ints:
    """[facility, day]: how many have a place on the day already."""
    away, many = request.away, np.zeros((len(request.facilities.key), len(dates)), dtype=np.int64)
    counts = np.isin(away.day, dates)
    np.add.at(many, (away.facility[counts], np.searchsorted(dates, away.day[counts])), away.people[counts])
    return many


def shared_out(left: Ints, facility: Ints, size: Ints, comes: Bools) -> Ints:
    """[crew, day]: the crews of one facility that may come on a day divide what is left on it by their sizes.

    The odd ones go round by the day, so that over days on which the same crews come each gets its part of the
    whole (Hermite's identity: the sum over d of floor(a + d/days) is floor(days·a)).
    """
    days = left.shape[1]
    _, group = np.unique(facility, return_inverse=True)
    sizes = comes * size[:, None]
    upto = _running(group, sizes)
    total = np.zeros((int(group.max(initial=-1)) + 1, days), dtype=np.int64)
    np.add.at(total, group, sizes)
    whole = np.maximum(total[group], 1)
    turn = np.arange(days)[None, :] * whole
    above = (upto * left * days + turn) // (whole * max(days, 1))
    below = ((upto - sizes) * left * days + turn) // (whole * max(days, 1))
    part: Ints = above - below
    return part


def _running(group: Ints, sizes: Ints) -> Ints:
    """[row, day]: the sum of sizes up to and with each row inside its group."""
    order = np.argsort(group, kind="stable")
    total = np.cumsum(sizes[order], axis=0)
    start = np.flatnonzero(np.diff(group[order], prepend=-1))
    before = np.concatenate([np.zeros_like(total[:1]), total])[start]
    result = np.empty_like(total)
    result[order] = total - np.repeat(before, np.diff(np.append(start, len(order))), axis=0)
    return result
