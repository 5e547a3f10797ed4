import numpy as np
import pytest

from teeka.rules.allotment.flow import Arcs, FlowFailed, cheapest_flow, most_flow, prices, saving
from teeka.rules.allotment.ground import distances_m, drawn
from teeka.rules.allotment.wishes import Wish, stages


def ints(*values):
    return np.array(values, dtype=np.int64)


# 0 → 1 → 3 costs 1 and takes 2; 0 → 2 → 3 costs 5 and takes 9.
DIAMOND = Arcs(ints(0, 1, 0, 2), ints(1, 3, 2, 3), ints(2, 2, 9, 9))
COST = ints(1, 0, 5, 0)


def test_the_cheapest_flow_uses_the_dear_way_only_for_what_does_not_fit():
    flow = cheapest_flow(DIAMOND, COST, ints(5, 0, 0, -5))
    assert flow.tolist() == [2, 2, 3, 3]


def test_prices_prove_it_full_arcs_save_and_empty_ones_cost():
    flow = cheapest_flow(DIAMOND, COST, ints(5, 0, 0, -5))
    price = prices(DIAMOND, COST, flow, ints(0, 0, 0, 0))
    over = saving(DIAMOND, COST, price)
    assert (over[flow < DIAMOND.capacity] >= 0).all()
    assert (over[flow > 0] <= 0).all()
    assert over[:2].sum() == -4


def test_a_flow_that_is_not_the_cheapest_has_no_prices():
    with pytest.raises(FlowFailed):
        prices(DIAMOND, COST, ints(0, 0, 5, 5), ints(0, 0, 0, 0))


def test_what_does_not_fit_is_refused_not_dropped():
    with pytest.raises(FlowFailed):
        cheapest_flow(DIAMOND, COST, ints(12, 0, 0, -12))


def test_the_most_that_fits_and_the_side_of_the_cut():
    total, near = most_flow(DIAMOND, source=0, sink=3, nodes=4)
    assert total == 11
    assert near.tolist() == [True, False, False, False]


def test_no_sum_of_lower_wishes_outweighs_one_unit_of_a_higher():
    wanted = [Wish("own", 1), Wish("kilometres", 200), Wish("days", 15), Wish("metres", 999)]
    (together,) = stages(wanted, sessions=50, nodes=1, room=2**62)
    weights = list(together.weights.values())
    for position, weight in enumerate(weights):
        below = sum(
            w * wish.most for w, wish in zip(weights[position + 1 :], wanted[position + 1 :], strict=True)
        )
        assert weight > 50 * below


def test_wishes_that_do_not_fit_one_number_are_solved_in_stages_in_their_order():
    wanted = [Wish("own", 1), Wish("kilometres", 200), Wish("days", 15), Wish("metres", 999)]
    made = stages(wanted, sessions=5_000, nodes=60_000, room=2**60)
    assert len(made) > 1
    assert [name for stage in made for name in stage.weights] == [wish.name for wish in wanted]


def test_the_draw_can_be_checked_by_hand():
    # printf '20260114:10000000000001' | sha256sum
    assert drawn(ints(10_000_000_000_001), "20260114")[0] == 0x10BADD784B589968 >> 1


def test_a_degree_of_latitude_is_111_kilometres_and_nowhere_is_not_near():
    to = np.array([26.0, np.nan])
    metres = distances_m(np.array([25.0]), np.array([85.0]), to, np.array([85.0, 85.0]))
    assert metres.tolist() == [[111_195, -1]]
