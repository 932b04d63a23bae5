"""How much is enough, as it was typed: the calls and the money of a day, and quotas."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from vocsurvey.fieldwork.plan import Limit, PlannedQuota
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.quota import check_quota
from vocsurvey.fieldwork.typed import Reading

MOST_QUOTAS = 40
HIGHEST_PRIORITY = 9


def read_priority(it: Reading) -> int:
    """Which campaign goes first: 0, as all have at first, to 9, which is called first."""
    text = it.one("priority") or "0"
    if text.isascii() and text.isdigit() and len(text) == 1:
        return int(text)
    it.refuse("priority", f"Give a priority from 0 to {HIGHEST_PRIORITY}; {HIGHEST_PRIORITY} is called first.")
    return 0


def read_limit(it: Reading) -> Limit:
    """What a day may have, in calls and in money."""
    calls = it.number("calls_per_day", "the calls of a day", 1_000_000)
    text = it.one("money_per_day")
    try:
        money = Decimal(text) if text else None
    except InvalidOperation:
        money = Decimal("NaN")
    if money is not None and not (money.is_finite() and 0 <= money < 10**9 and money == round(money, 2)):
        it.refuse("money_per_day", "Give the money of a day as an amount like 25 or 25.50, or leave it empty.")
        return Limit(calls)
    if money is not None and money < it.known.dearest_call:
        least = it.known.dearest_call
        it.refuse(
            "money_per_day", f"That pays for no call: the dearest is booked with {least:.2f}. Give at least that."
        )
    return Limit(calls, money)


def read_quotas(it: Reading) -> tuple[PlannedQuota, ...]:
    """``quota-1`` has one or more ``name=value``, which all must be true, and ``quota-1-target`` a number."""
    found: list[PlannedQuota] = []
    for place in range(1, MOST_QUOTAS + 1):
        name = f"quota-{place}"
        texts, target = it.many(name), it.one(f"{name}-target")
        if texts or target:
            read = _quota(it, texts, target)
            if isinstance(read, Problem):
                it.refuse(name, read.sentence)
            elif any(one.segment == read.segment for one in found):
                it.refuse(name, "There is a quota for this kind of customer already; leave one of them out.")
            else:
                found.append(read)
    return tuple(found)


def _quota(it: Reading, texts: Iterable[str], target: str) -> PlannedQuota | Problem:
    segment = {name.strip(): value.strip() for name, _, value in (text.partition("=") for text in texts)}
    if not segment:
        return Problem("Say of which customers so many interviews are enough.")
    if not (target.isascii() and target.isdigit() and len(target) < 10):
        return Problem("Say how many complete interviews are enough, as a whole number.")
    return check_quota(segment, int(target), it.known.values) or PlannedQuota(segment, int(target))
