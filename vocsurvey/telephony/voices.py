"""Which voice speaks which language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_LOCALE = re.compile(r"[a-z]{2,3}-[A-Z]{2}", re.ASCII)
_FIELDS = {"language", "voice", "sorry"}
_OPTIONAL = {"transcribed"}


@dataclass(frozen=True, slots=True)
class Voice:
    """One language: the carrier's name for it, the voice that speaks it, and what is said when nothing else can be.

    ``transcribed``: the carrier writes down the words of a recording in this language.
    """

    language: str
    name: str
    sorry: str
    transcribed: bool = False


@dataclass(frozen=True, slots=True)
class Voices:
    """Every language that can be spoken, by the questionnaire's language code."""

    voices: Mapping[str, Voice]
    default: str

    @classmethod
    def from_mapping(cls, data: object) -> Voices:
        """From ``{"default": "en", "voices": {"en": {"language": "en-US", "voice": ..., "sorry": ...}}}``.

        Raises ValueError with one sentence that names the entry and what is wrong with it.
        """
        if not isinstance(data, dict) or not isinstance(data.get("voices"), dict) or not data["voices"]:
            raise ValueError("voices: a list of languages with their voices is needed")
        voices = {str(code): _voice(str(code), entry) for code, entry in data["voices"].items()}
        if data.get("default") not in voices:
            raise ValueError(f"default: name one of the voices {', '.join(voices)}")
        return cls(voices, data["default"])

    def of(self, language: str) -> Voice:
        """The voice of a language, else of its base language (``en`` for ``en-AU``), else the default's."""
        base = language.partition("-")[0]
        return self.voices.get(language) or self.voices.get(base) or self.voices[self.default]

    def lacking(self, languages: Iterable[str]) -> tuple[str, ...]:
        """The languages that no voice here speaks: to be found before a campaign is launched."""
        return tuple(
            language
            for language in languages
            if language not in self.voices and language.partition("-")[0] not in self.voices
        )


def _voice(code: str, entry: object) -> Voice:
    texts = isinstance(entry, dict) and all(isinstance(value, str) for value in entry.values())
    if not isinstance(entry, dict) or not texts or set(entry) - _OPTIONAL != _FIELDS:
        raise ValueError(f"voices.{code}: give language, voice and sorry, each as text")
    if not _LOCALE.fullmatch(entry["language"]):
        raise ValueError(f"voices.{code}.language: write it as en-US, not {entry['language']!r}")
    if not entry["voice"].strip() or not entry["sorry"].strip():
        raise ValueError(f"voices.{code}: voice and sorry must not be empty")
    if entry.get("transcribed", "no") not in ("yes", "no"):
        raise ValueError(f"voices.{code}.transcribed: write yes or no")
    transcribed = entry.get("transcribed") == "yes"
    return Voice(entry["language"], entry["voice"].strip(), entry["sorry"].strip(), transcribed)
