"""What the words mean that somebody speaks to a step around the questions: is it they, is now a good time, and so on.

An utterance is understood when it consists of nothing but known pieces ("yes", "but", "I'm driving") that do not
contradict one another. Where a yes stands beside a "not now", it is no yes: one question more does less harm than a
wrong yes. Everything else is not understood, and asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from vocsurvey.interview.reply import NAME, TIMES, Reply, Ways
from vocsurvey.interview.reply_de import GERMAN
from vocsurvey.interview.reply_en import ENGLISH
from vocsurvey.interview.reply_es import SPANISH
from vocsurvey.interview.reply_fr import FRENCH
from vocsurvey.interview.vocabulary import normalised, vocabulary

LONGEST = 16
"""Words: with more, somebody is telling something."""
_WAYS: Mapping[str, Ways] = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}
_NOBODY = r"(?!)"
_AGREED = frozenset((Reply.YES, Reply.SPEAKING, Reply.WILLING, Reply.ONWARD))
_NOT_NOW = (Reply.UNAVAILABLE, Reply.BUSY, Reply.NO)
_GONE = frozenset((Reply.WRONG_NUMBER, Reply.WRONG_PERSON, Reply.LEFT))
_BREAK = re.compile(r"[,.;:!?]+")
_Piece = tuple[Reply | None, str]
"""What a piece says, None for what only stands between, and its words."""
_BETWEEN: _Piece = (None, "")
_Patterns = tuple[tuple[Reply | None, re.Pattern[str]], ...]


def replied(words: str, language: str, name: str = "") -> frozenset[Reply]:
    """All that the words say, as far as it goes together: what they come to, and what else was said with it.

    Empty where a part of them is not known, or contradicts another. ``name`` is the person's whom we asked for.
    """
    ways, found = _ways(language), _clauses(words, language, normalised(name))
    if ways is None or found is None or _at_odds(found, ways):
        return frozenset()
    if normalised(words) in ways.assent:
        return frozenset((Reply.WILLING,))
    return _together(frozenset(reply for reply, _ in found if reply is not None))


def pieces(words: str, language: str) -> frozenset[Reply] | None:
    """What the words consist of, whatever that comes to; None where a part of them is not known."""
    found = _clauses(words, language, "")
    return None if found is None else frozenset(reply for reply, _ in found if reply is not None)


def hints(language: str) -> Mapping[Reply, tuple[str, ...]]:
    """Examples of what is understood in a language, for a recogniser."""
    ways = _ways(language)
    return {} if ways is None else ways.hints


def _clauses(words: str, language: str, name: str) -> tuple[_Piece, ...] | None:
    """The pieces, apart where a comma or a full stop stands if they can be: "no, go on" is not "no go on"."""
    said = normalised(words)
    if len(said.split()) > LONGEST:
        return None
    apart: list[_Piece] = []
    for one in filter(None, map(normalised, _BREAK.split(words))):
        clause = _pieces(one, language, name)
        if clause is None:
            return _pieces(said, language, name)
        apart += [*clause, _BETWEEN]
    return tuple(apart)


def _at_odds(found: tuple[_Piece, ...], ways: Ways) -> bool:
    """Whether one piece takes back the next, as in "it's not / a bad time", or a time is named that does not suit:
    "I'm busy / tomorrow", "tomorrow / I can't"."""
    timed = False
    for before, (reply, words) in pairwise((_BETWEEN, *found)):
        denied = reply is Reply.BUSY and re.fullmatch(ways.denied, f"{before[1]} {words}")
        unfit = timed and reply in _NOT_NOW and not _of_now(words, ways)
        away = reply in TIMES and before[0] in (Reply.BUSY, Reply.UNAVAILABLE) and not _of_now(before[1], ways)
        if denied or unfit or away:
            return True
        timed = timed or reply in TIMES
    return False


def _of_now(words: str, ways: Ways) -> bool:
    """Whether a piece leaves another time open: it is about this moment, or asks for that time."""
    return re.search(f"{ways.now}|{ways.until}", words) is not None


def _together(said: frozenset[Reply]) -> frozenset[Reply]:
    """What several pieces come to; nothing where they contradict one another."""
    agreed, times, gone = said & _AGREED, said & TIMES, said & _GONE
    if Reply.STOPPED in said:
        others = said - {Reply.STOPPED, Reply.NO, Reply.YES, Reply.BUSY, Reply.REFUSED}
        return frozenset() if others else frozenset((Reply.STOPPED,))
    if Reply.REFUSED in said:
        return frozenset() if gone or times or Reply.PASSED_ON in said else frozenset((Reply.REFUSED,))
    if gone or Reply.PASSED_ON in said:
        only = gone or frozenset((Reply.PASSED_ON,))
        others = said - only - {Reply.NO} - (agreed if not gone else frozenset())
        if gone and others <= {Reply.UNAVAILABLE}:
            others = frozenset()
        return only if len(only) == 1 and not others else frozenset()
    if times:
        return times if len(times) == 1 else frozenset()
    away = said - agreed
    if agreed and away:
        return away if away == {Reply.BUSY} else frozenset()
    return agreed or frozenset(next(((one,) for one in _NOT_NOW if one in away), ()))


@lru_cache(maxsize=512)
def _pieces(said: str, language: str, name: str) -> tuple[_Piece, ...] | None:
    """The fewest known pieces that the words consist of; None where they do not."""
    words, patterns = said.split(), _patterns(language, name)
    best: list[tuple[int, tuple[_Piece, ...]] | None] = [(0, ())] + [None] * len(words)
    for end in range(1, len(words) + 1):
        for start in range(end):
            before = best[start]
            text = " ".join(words[start:end])
            piece = None if before is None else _meaning(text, patterns, language)
            if before is None or piece is None:
                continue
            one = (before[0] + 1, (*before[1], (piece[0] if piece else None, text)))
            known = best[end]
            if known is None or one[0] < known[0]:
                best[end] = one
    whole = best[-1]
    return None if whole is None else whole[1]


def _meaning(piece: str, patterns: _Patterns, language: str) -> tuple[Reply, ...] | None:
    """What one piece says: one reply, nothing for what only stands between; None where it is not known."""
    for reply, pattern in patterns:
        if pattern.fullmatch(piece):
            return () if reply is None else (reply,)
    known = vocabulary(language)
    time = known.time(piece)
    if time is not None:
        return (Reply(time),)
    if piece in known.yes:
        return (Reply.WILLING,)
    return (Reply.NO,) if piece in known.no else None


@lru_cache(maxsize=64)
def _patterns(language: str, name: str) -> _Patterns:
    ways = _ways(language)
    if ways is None:
        return ()
    known, named = vocabulary(language), _named(name, ways)
    polite = map(re.escape, (*known.fillers, *known.courtesies))
    meant = (
        (reply, re.compile("|".join(f"(?:{one.replace(NAME, named)})" for one in said)))
        for reply, said in ways.said.items()
    )
    between = "|".join((*(one.replace(NAME, named) for one in ways.between), *polite))
    return (*meant, (None, re.compile(between)))


def _named(name: str, ways: Ways) -> str:
    """The person by the whole name, or by a part of it, with or without a title."""
    titles = "|".join(map(re.escape, ways.titles))
    names = "|".join(map(re.escape, _parts(name)))
    return rf"(?:(?:(?:{titles}) )?(?:{names}))" if names else _NOBODY


def _parts(name: str) -> Iterator[str]:
    """The name, its first word, its last, and all that follows the first."""
    words = name.split()
    if words:
        yield from sorted({name, words[0], words[-1], " ".join(words[1:]) or name}, key=len, reverse=True)


def _ways(language: str) -> Ways | None:
    return _WAYS.get(language.split("-")[0].lower())
