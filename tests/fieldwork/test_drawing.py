"""Who is drawn: by chance that nobody rolls, and blind to what anybody said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.fieldwork.drawing import Candidate, Draw, Per, Sampling, draw, unhappy_in

TIERS = ("gold", "silver", None)


def people(count: int, unhappy: int = 0) -> list[Candidate]:
    """So many people, three to an account, the first ones unhappy."""
    return [
        Candidate(n, n, f"C{n}", f"A{n // 3}", {"tier": TIERS[n % 3], "team": None, "region": f"R{n % 2}"}, n < unhappy)
        for n in range(count)
    ]


SAMPLINGS = st.builds(Sampling, st.sampled_from(Draw), st.integers(1, 7), st.sampled_from(Per), st.booleans())
POPULATIONS = st.builds(people, st.integers(0, 40), st.integers(0, 6))
FILTERS = st.sampled_from([{}, {"tier": []}, {"tier": ["gold"]}, {"tier": ["gold", "silver"], "region": ["R1"]}])


@given(POPULATIONS, FILTERS, SAMPLINGS)
def test_everybody_is_somewhere_once_and_the_order_of_the_rows_changes_nothing(
    everybody: list[Candidate], filters: dict[str, list[str]], sampling: Sampling
) -> None:
    drawing = draw(everybody, filters, sampling, "7")
    parts = (*drawing.drawn, *drawing.filtered_out, *drawing.not_drawn)
    assert sorted(one.contact_id for one in parts) == [one.contact_id for one in everybody]
    assert draw(reversed(everybody), filters, sampling, "7").drawn == drawing.drawn
    if sampling.unhappy_too:
        assert not any(one.unhappy for one in drawing.not_drawn)
    blind = draw([Candidate(o.touchpoint_id, o.contact_id, o.key, o.account, o.facts) for o in everybody], filters,
                 sampling, "7")  # fmt: skip
    # Without the unhappy who are there besides, the very same people: the draw looks at nothing that was said.
    assert drawing.beyond == len(drawing.drawn) - len(blind.drawn)
    assert {one.contact_id for one in blind.drawn} <= {one.contact_id for one in drawing.drawn}


def test_one_in_three_is_a_third_rounded_up_and_another_campaign_draws_others() -> None:
    third = Sampling(Draw.ONE_IN, 3)
    first, second = (draw(people(31), {}, third, seed).drawn for seed in ("1", "2"))
    assert len(first) == len(second) == 11
    assert {one.key for one in first} != {one.key for one in second}
    assert draw([], {}, third, "1").drawn == ()


def test_at_most_so_many_of_each() -> None:
    two = draw(people(30), {}, Sampling(Draw.AT_MOST, 2), "1").drawn
    assert len(two) == 20
    assert all(sum(one.account == f"A{n}" for one in two) == 2 for n in range(10))
    # Those without a team are counted together, and nobody is left out for having none.
    assert len(draw(people(30), {}, Sampling(Draw.AT_MOST, 4, Per.TEAM), "1").drawn) == 4
    assert len(draw(people(30), {}, Sampling(Draw.AT_MOST, 4, Per.REGION), "1").drawn) == 8


def test_whoever_was_unhappy_is_drawn_beyond_the_number() -> None:
    sampling = Sampling(Draw.AT_MOST, 1)
    with_them = draw(people(9, unhappy=3), {}, sampling, "1")
    assert {0, 1, 2} <= {one.contact_id for one in with_them.drawn}
    assert with_them.beyond == 2
    blind = draw(people(9, unhappy=3), {}, Sampling(Draw.AT_MOST, 1, unhappy_too=False), "1")
    assert len(blind.drawn) == 3
    assert blind.beyond == 0


def test_leaving_out_the_unhappy_is_counted_and_seen() -> None:
    drawing = draw(people(30, unhappy=4), {"tier": ["gold"]}, Sampling(Draw.ONE_IN, 2, unhappy_too=False), "1")
    found = unhappy_in(drawing, unhappy_elsewhere=3, others_elsewhere=1)
    assert (found.everybody, found.elsewhere, found.filtered_out) == (7, 3, 2)
    assert found.drawn + found.not_drawn == 2
    assert found.left_out == 7 - found.drawn
    assert found.others == 27
    fair = unhappy_in(draw(people(30, unhappy=4), {}, Sampling(), "1"))
    assert (fair.left_out, fair.favoured_against) == (0, False)
    unfair = unhappy_in(draw(people(30, unhappy=4), {}, Sampling(), "1"), unhappy_elsewhere=1)
    assert unfair.favoured_against
    even = unhappy_in(draw(people(4, unhappy=2), {}, Sampling(), "1"), unhappy_elsewhere=1, others_elsewhere=1)
    assert not even.favoured_against
    assert unhappy_in(draw([], {}, Sampling(), "1"), unhappy_elsewhere=1).favoured_against
    assert not unhappy_in(draw([], {}, Sampling(), "1")).favoured_against
