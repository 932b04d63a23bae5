"""The table of decisions holds, row by row, and it is long enough to mean something."""

from __future__ import annotations

from collections import Counter

import pytest
from permission_table import Row, read_table

from vocsurvey.fieldwork.permission import Allow, Block, Defer, may_call
from vocsurvey.fieldwork.reason import Reason
from vocsurvey.rulebook import load_rulebook

RULES = load_rulebook()
ROWS = read_table(RULES)
ELSEWHERE = {
    Reason.WANTS_A_PERSON,
    Reason.GOES_TO_LIVE_CALLER,
    Reason.CAMPAIGN_STOPPED,
    Reason.NO_CONSENT_FOR_LIVE_CALL,
    Reason.LIVE_ATTEMPTS_USED_UP,
    Reason.PUT_OFF_BY_THEM,
    Reason.SOMEBODY_ELSE_NAMED,
}
"""The first three are said by whoever sends a case there, or ends it; the fourth has rows, but so few that they are not
worth a count; the next needs rules that are not the shipped ones; the last two are said by whoever reads a note."""


@pytest.mark.parametrize("row", ROWS, ids=[f"{number}: {row.what}" for number, row in enumerate(ROWS, 2)])
def test_row(row: Row) -> None:
    answer = may_call(row.person, row.channel, row.hours, RULES.calling, row.now)
    expected: Allow | Defer | Block = Allow()
    reasons = tuple(Reason(code) for code in row.reasons)
    if row.verdict == "defer":
        assert row.until is not None
        expected = Defer(row.until, reasons)
    elif row.verdict == "block":
        expected = Block(reasons)
    assert answer == expected


def test_the_table_is_whole() -> None:
    assert len(ROWS) >= 200
    assert Counter(row.verdict for row in ROWS).keys() == {"allow", "defer", "block"}
    said = {code for row in ROWS for code in row.reasons}
    assert {reason.value for reason in Reason if reason not in ELSEWHERE} <= said
    assert len({row.what + str(row.person) + str(row.now) + str(row.channel) + str(row.hours) for row in ROWS}) == len(
        ROWS
    )
