"""How long a questionnaire takes, as it is shown in the terminal: figures, a bar for each part, the longest route."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from vocsurvey.questionnaire.check_length import LONGEST
from vocsurvey.questionnaire.duration import (
    ACKNOWLEDGE,
    CLOSING,
    GOOD_TIME,
    OPENING,
    OTHER_LANGUAGES,
    RIGHT_PERSON,
    Duration,
)

WIDEST = 24
"""Characters of the longest bar."""
_EIGHTHS = " ▏▎▍▌▋▊▉"
_CHANNELS = {"ivr": "by the automated voice", "live": "read by a caller"}
_PARTS = {
    RIGHT_PERSON: "the right person, on a line that several people share",
    GOOD_TIME: "good time",
    OTHER_LANGUAGES: "offer of other languages",
    ACKNOWLEDGE: "acknowledgement, after each negative answer",
}


def bars(file: str, language: str, channel: str, duration: Duration) -> Iterator[str]:
    """The printed lines for one language on a channel, ``ivr`` or ``live``.

    Where a median was observed, the bar shows it and the estimate stands beside it.
    """
    yield f"{file}: {language}, {_CHANNELS[channel]}: {_whole(duration)}"
    widest = max(taken.total_seconds() for taken in duration.per_question.values())
    for name, taken in duration.per_question.items():
        seconds = taken.total_seconds()
        beside = f" (estimated {duration.estimated[name].total_seconds():.1f} s)" if name in duration.observed else ""
        yield f"  {_bar(seconds / widest):<{WIDEST}} {seconds:6.1f} s  {_PARTS.get(name, name)}{beside}"
    way = duration.longest_way
    parts = ", ".join((OPENING, _PARTS[GOOD_TIME], *way.asked, CLOSING))
    negatives = f"{way.negatives} negative answer{'' if way.negatives == 1 else 's'}"
    yield f"  The longest route, with {negatives}: {parts}"


def _whole(duration: Duration) -> str:
    """The whole in one line: on one's own line and on a shared one, of the bound, and what stands behind it."""
    longest = f"longest {_rounded(duration.longest)}, on a shared line {_rounded(duration.longest_shared)}"
    estimated = _rounded(duration.longest_estimated)
    basis = f"measured in {duration.completes} complete interviews, estimated {estimated}"
    stands_on = basis if duration.completes else "estimated"
    return f"median {_rounded(duration.median)}, {longest} of {_rounded(LONGEST)}; {stands_on}"


def _rounded(taken: timedelta) -> str:
    return f"{taken.total_seconds():.0f} s"


def figures(duration: Duration) -> dict[str, object]:
    """The same for programs, in seconds."""
    return {
        "longest": duration.longest.total_seconds(),
        "longest_shared": duration.longest_shared.total_seconds(),
        "longest_estimated": duration.longest_estimated.total_seconds(),
        "longest_way": {"asked": list(duration.longest_way.asked), "negatives": duration.longest_way.negatives},
        "median": duration.median.total_seconds(),
        "per_question": {name: taken.total_seconds() for name, taken in duration.per_question.items()},
        "estimated": {name: taken.total_seconds() for name, taken in duration.estimated.items()},
        "observed": {name: taken.total_seconds() for name, taken in duration.observed.items()},
        "completes": duration.completes,
    }


def _bar(share: float) -> str:
    """A bar that fills a share, from 0 to 1, of the widest."""
    whole, eighths = divmod(round(share * WIDEST * 8), 8)
    return ("█" * whole + _EIGHTHS[eighths]).rstrip()
