"""What the words mean that somebody speaks to a step around the questions: is it they, is now a good time, and so on.

An utterance is understood when it consists of nothing but known pieces ("yes", "but", "I'm driving") that do not
contradict one another. Where a yes stands beside a "not now", it is no yes: one question more does less harm than a
wrong yes. Everything else is not understood, and asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

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
_Patterns = tuple[tuple[Reply | None, re.Pattern[str]], ...]


def replied(words: str, language: str, name: str = "") -> frozenset[Reply]:
    """All that the words say, as far as it goes together: what they come to, and what else was said with it.

    Empty where a part of them is not known, or contradicts another. ``name`` is the person's whom we asked for.
    """
    said = normalised(words)
    if len(said.split()) > LONGEST:
        return frozenset()
    found = _pieces(said, language, normalised(name))
    return frozenset() if found is None else _together(frozenset(found))


def pieces(words: str, language: str) -> frozenset[Reply] | None:
    """What the words consist of, whatever that comes to; None where a part of them is not known."""
    said = normalised(words)
    found = _pieces(said, language, "") if len(said.split()) <= LONGEST else None
    return None if found is None else frozenset(found)


def hints(language: str) -> Mapping[Reply, tuple[str, ...]]:
    """Examples of what is understood in a language, for a recogniser."""
    ways = _ways(language)
    return {} if ways is None else ways.hints


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
def _pieces(said: str, language: str, name: str) -> tuple[Reply, ...] | None:
    """The fewest known pieces that the words consist of; None where they do not."""
    words, patterns = said.split(), _patterns(language, name)
    best: list[tuple[int, tuple[Reply, ...]] | None] = [(0, ())] + [None] * len(words)
    for end in range(1, len(words) + 1):
        for start in range(end):
            before = best[start]
            piece = None if before is None else _meaning(" ".join(words[start:end]), patterns, language)
            if before is None or piece is None:
                continue
            one = (before[0] + 1, (*before[1], *piece))
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
