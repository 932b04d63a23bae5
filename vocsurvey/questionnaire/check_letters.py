"""Rules for the letters of a text: a voice says what is written, and the eye may see something else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from vocsurvey.questionnaire.check_phrases import phrase_texts
from vocsurvey.questionnaire.clause import plain
from vocsurvey.questionnaire.finding import Finding, Marks, shown
from vocsurvey.questionnaire.lexicon import lexicon
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.questionnaire.part import Part, Text, texts

_WORD = re.compile(r"\S+")
_AT_HOME = frozenset("ªºµ")
_ALIKE = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
"""Alphabets with letters that look like Latin ones."""
_SUSPECT = re.compile("[^\0-\u02af\u1e00-\u1eff\u2010-\u2027\u202f-\u205e\u20a0-\u20bf]")
"""Whatever is not of the Latin letters, common signs and money."""
_UNSAID = re.compile(r"<[a-z/!]|https?://|www\.|\\n|&[a-z]+;|[*_]{2,}", re.IGNORECASE)
"""Marks of a page: tags, addresses, escapes, stars for emphasis."""
_PICTURES = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")
_JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")


def letters_plain(part: Part, marks: Marks) -> Iterator[Finding]:
    """Every letter is of the alphabet of its language."""
    for text in texts(part):
        yield from _strange(text, marks)


def phrase_letters_plain(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """The same for the standing phrases, the words of alarms among them."""
    for language, phrases in whole.phrases.items():
        for _, path, words in phrase_texts(phrases, ("phrases", language)):
            yield from _strange(Text(path, language, words), marks)


def _strange(text: Text, marks: Marks) -> Iterator[Finding]:
    if unsaid := _UNSAID.search(plain(text.words)):
        message = f"{shown(unsaid.group())} is for the eye; a voice cannot say it, so leave it out"
        yield marks.error(text.path, "strange-letters", message)
    if not _SUSPECT.search(text.words):
        return
    latin = lexicon(text.language) is not None
    for found in _WORD.finditer(plain(text.words)):
        why = _fault(found.group(), latin=latin)
        if why is not None:
            message = f"{shown(found.group())} {why}; type it again"
            yield marks.error(text.path, "strange-letters", message)
            return


def _fault(word: str, *, latin: bool) -> str | None:
    """What is wrong with the letters of a word. ``latin``: the language is written in Latin letters."""
    if latin and _PICTURES.search(word):
        return "has a picture, which a voice calls by its name"
    if latin and not _JOINERS.isdisjoint(word):
        return "has a character that cannot be seen"
    if latin and any(unicodedata.combining(char) for char in word):
        return "has an accent that is a character of its own"
    letters = [char for char in word if char.isalpha() and char not in _AT_HOME]
    alphabets = {unicodedata.name(char, "unknown").partition(" ")[0] for char in letters}
    if latin and alphabets - {"LATIN"} and (len(letters) > 1 or alphabets != {"GREEK"}):
        return "has letters of another alphabet, which only look right"
    if "LATIN" in alphabets and not alphabets.isdisjoint(_ALIKE):
        return "mixes letters of two alphabets, which only look alike"
    return None
