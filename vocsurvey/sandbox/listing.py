"""Lists of calls and of call events: Twilio's filters and its pages."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from vocsurvey.sandbox import dice
from vocsurvey.sandbox.call import Call
from vocsurvey.sandbox.configuration import Configuration
from vocsurvey.sandbox.parameters import read_moment

PAGE_SIZE = 50


def lag(configuration: Configuration, call: Call) -> float:
    """For how many seconds lists do not show a new call: the carrier's view is eventually consistent."""
    weather, subject = configuration.weather, (call.order.to, call.ring)
    if not weather.strikes("list_late", *subject):
        return 0.0
    return configuration.list_seconds * (0.2 + 0.8 * dice.fraction(weather.seed, "list lag", *subject))


def fits_moment(moment: datetime | None, sign: str, text: str) -> bool:
    """Whether a time fits a filter ("", "<" or ">"): a time that is not there yet fits none. A date stands for its
    whole day in UTC."""
    wanted = read_moment(text)
    if moment is None or wanted is None:
        return False
    if isinstance(wanted, datetime):
        low = high = wanted.astimezone(UTC)
    else:
        low = datetime(wanted.year, wanted.month, wanted.day, tzinfo=UTC)
        high = low + timedelta(days=1) - timedelta(seconds=1)
    if sign == "<":
        return moment <= high
    if sign == ">":
        return moment >= low
    return low <= moment <= high


def fits(call: Call, query: Mapping[str, str]) -> bool:
    """Whether a call fits the filters of a list request."""
    if "To" in query and query["To"] != call.order.to:  # first, because nearly every call of a long list ends here
        return False
    shown = "queued" if call.status == "initiated" else call.status
    plain = {"From": call.order.caller, "Status": shown, "ParentCallSid": None}
    if any(name in query and query[name] != value for name, value in plain.items()):
        return False
    for name, moment in (("StartTime", call.started_at), ("EndTime", call.ended_at)):
        for sign in ("", "<", ">"):
            if name + sign in query and not fits_moment(moment, sign, query[name + sign]):
                return False
    return True


def page_of(
    items: Sequence[tuple[str, dict[str, object]]], name: str, path: str, query: Mapping[str, str], longest: int
) -> dict[str, object]:
    """One page of (key, resource) pairs. The page token is the last key of the page before, so that calls which
    are placed meanwhile neither repeat nor hide others."""
    size, number = min(int(query.get("PageSize", PAGE_SIZE)), longest), int(query.get("Page", 0))
    start = number * size
    if token := query.get("PageToken", "").removeprefix("PA"):
        start = next((index + 1 for index, (key, _item) in enumerate(items) if key == token), len(items))
    chosen = items[start : start + size]
    filters = "".join(
        f"&{quote(key, safe='')}={quote(value, safe='')}"
        for key, value in query.items()
        if key not in {"Page", "PageToken", "PageSize"}
    )
    base = f"{path}?PageSize={size}{filters}"
    more = start + size < len(items)
    before = f"{base}&Page={number - 1}" if number else None
    return {
        name: [item for _key, item in chosen],
        "end": start + len(chosen) - 1 if chosen else 0,
        "first_page_uri": f"{base}&Page=0",
        "next_page_uri": f"{base}&Page={number + 1}&PageToken=PA{chosen[-1][0]}" if more else None,
        "page": number,
        "page_size": size,
        "previous_page_uri": before,
        "start": start,
        "uri": f"{base}&Page={number}",
    }
