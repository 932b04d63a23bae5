"""Facts as they are said: what came from a list or a help desk, as somebody would read it aloud.

Facts stay as they were given; only what is said of them is put right. What cannot be said is as good as unknown.
"""

from __future__ import annotations

import re

MOST_WORDS = 12
"""A subject is said in a few words. A longer one is a letter, and would take the time of a question."""

_NOTHING = frozenset(
    {"None", "none", "NONE", "null", "NULL", "nil", "NaN", "nan", "NAN", "#N/A", "n/a", "N/A", "undefined"}
)
"""What programs write where they know nothing. Not ``Nan`` or ``Null``, which are names."""
_FORWARDED = re.compile(r"^(?:\s*(?:re|aw|antw|fw|fwd|wg|tr|rv|réf)\s*(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE)
_TAGGED = re.compile(r"^(?:\s*\[[^\[\]]*\])+\s*")
_ADDRESS = re.compile(r"https?:|www\.|\S@\S+\.\w", re.IGNORECASE)
_EXCITED = re.compile(r"[!?]{2,}")
_AFTERWORD = re.compile(r"\s*\([^()]*\)")
_LATER = re.compile(
    r"(?:jr|sr|ii|iii|iv|esq|ph\.? ?d|m\.? ?d|mba|cpa|m\.? ?sc|b\.? ?sc|ll\.? ?m|dba|pe|pmp|mag|dipl\W.*)\.?",
    re.IGNORECASE,
)
_TITLES = frozenset(
    [
        *(
            "mr",
            "mrs",
            "ms",
            "miss",
            "mx",
            "sir",
            "dr",
            "prof",
            "professor",
            "doctor",
            "docteur",
            "herr",
            "herrn",
            "frau",
        ),
        *(
            "mme",
            "mlle",
            "monsieur",
            "madame",
            "mademoiselle",
            "sr",
            "sra",
            "srta",
            "señor",
            "señora",
            "señorita",
            "doña",
        ),
    ]
)
_ABBREVIATED = frozenset(["m", "ing", "dr-ing", "dipl-ing", "dipl-kfm", "dipl", "mag", "lic", "hc", "hon", "rev"])
"""Titles with a full stop only: without one, Lic and Mag are names; so are those in small letters, as phil. and nat."""
_PIECE = re.compile(r"[^\W\d_]+")


def told(text: str) -> str | None:
    """The text on one line; None where nothing is in it, or a program wrote that it knows nothing."""
    said = " ".join(text.split())
    return said if said not in _NOTHING and any(letter.isalnum() for letter in said) else None


def spoken_name(text: str) -> str | None:
    """A person's name: ``Weber, Anna (Purchasing)`` and ``ANNA WEBER`` are said ``Anna Weber``."""
    name = _AFTERWORD.sub("", told(text) or "").strip(" ,;")
    last, comma, first = (one.strip() for one in name.partition(","))
    if comma and first and "," not in first and not _LATER.fullmatch(first):
        name = f"{first} {last}"
    return (_PIECE.sub(_capital, name) if name.isupper() and len(name.split()) > 1 else name) or None


def first_name(text: str) -> str | None:
    """The first of a person's names, without titles. None where only a surname or an initial is known."""
    words = (spoken_name(text) or "").split()
    named = [word for word in words if not _title(word)]
    if not named or (len(named) == 1 and len(words) > 1):
        return None
    first = named[0].strip(",")
    return None if len(first) == 1 or (first.endswith(".") and len(named) > 1) else first


def _title(word: str) -> bool:
    plain = word.casefold().strip(",").replace(".", "")
    return plain in _TITLES or (word.endswith(".") and (word.islower() or plain in _ABBREVIATED))


def spoken_subject(text: str) -> str | None:
    """What it is about, without the marks of a mail or a help desk. None where it is not said in a few words."""
    said = _TAGGED.sub("", _FORWARDED.sub("", _TAGGED.sub("", told(text) or "")))
    said = _EXCITED.sub("", said).strip(" .,;:!?-–—*_#\"'")
    return told(said) if len(said.split()) <= MOST_WORDS and not _ADDRESS.search(said) else None


def _capital(word: re.Match[str]) -> str:
    return word.group().capitalize()
