"""An agent's own word beside the customer's."""

from __future__ import annotations

from vocsurvey.reporting.self_check import Compared, compare


def test_it_is_counted_where_both_have_said_something() -> None:
    pairs = [("yes", "yes"), ("yes", "yes"), ("no", "no"), ("yes", "no"), ("no", "yes")]
    found = compare([*pairs, (None, "no"), ("yes", None), ("yes", "could not say")])
    assert (found, found.n) == (Compared(2, 1, 1, 1), 5)
    assert compare([]).n == 0
