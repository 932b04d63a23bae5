"""Rules for the opening and the closing: what a person who is phoned is owed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocsurvey.questionnaire.clause import notified, plain, promises, tells_how_to_stop
from vocsurvey.questionnaire.finding import Finding, Marks, Path, shown
from vocsurvey.questionnaire.lexicon import Lexicon, lexicon
from vocsurvey.questionnaire.manners import manners
from vocsurvey.questionnaire.model import Closing, Consent, FramePhrase, Open, Opening, Questionnaire
from vocsurvey.questionnaire.part import Part, Text, heard_on, spoken_in
from vocsurvey.questionnaire.wording import fills_in

_SENTENCE = re.compile(r"[.?!;]")


def opening_honest(part: Part, marks: Marks) -> Iterator[Finding]:
    """The opening says for whom we call, that the voice is automated, how to stop, and how long it takes."""
    if not isinstance(part.value, Opening):
        return
    for language in part.languages:
        for text, live in _openings(part.value, part.path, language):
            if not any(fill.name == "company.name" for fill in fills_in(text.words)):
                message = "the opening does not say for whom we call; say `{company.name}`"
                yield marks.error(text.path, "no-identification", message)
            words = lexicon(language)
            if words is not None:
                yield from _notices(text, words, marks, live=live)


def _openings(opening: Opening, path: Path, language: str) -> Iterator[tuple[Text, bool]]:
    """What is said at first in a language, each with whether a caller says it: to whom we call, and to who calls us."""
    for live in (False, True):
        text = heard_on(opening, path, language, live=live)
        if text is not None:
            yield text, live
    inbound = (opening.inbound or {}).get(language)
    if inbound:
        yield Text((*path, "inbound", language), language, inbound), False


def _notices(text: Text, words: Lexicon, marks: Marks, *, live: bool) -> Iterator[Finding]:
    known = manners(text.language)
    if not live and known is not None and not known.star.search(text.words):
        message = "the opening does not name the star key; say that it leads to a person and stops these calls"
        yield marks.error(text.path, "no-opt-out", message)
    if not tells_how_to_stop(text.words, words):
        message = "the opening does not say how to stop; say what to do so that we do not call again"
        yield marks.error(text.path, "no-opt-out", message)
    if not live and not notified(text.words, words):
        message = "the opening does not say that the voice is automated; say it under `ivr` or `say`"
        yield marks.error(text.path, "no-automated-notice", message)
    if words.length.search(text.words) is None:
        message = "the opening does not say how long it takes; name the minutes"
        yield marks.warning(text.path, "no-length", message)


def resumption_honest(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """What begins a later call is an opening too: for whom we call, that the voice is automated, how to stop.

    A caller reads the question alone; the automated voice says the keys with it.
    """
    consented = any(isinstance(one, Consent) and one.purpose == "recording" for one in whole.questions)
    for language, phrases in whole.phrases.items():
        words = lexicon(language)
        for name in ("resumption", "resumption_inbound"):
            phrase: FramePhrase | None = getattr(phrases, name)
            if phrase is None:
                continue
            path: Path = ("phrases", language, name, "ask")
            if not any(fill.name == "company.name" for fill in fills_in(phrase.ask)):
                message = "what begins a later call does not say for whom we call; say `{company.name}`"
                yield marks.error(path, "no-identification", message)
            if words is not None:
                yield from _resumed(phrase, path, words, marks, consented=consented)


def person_honest(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """Whoever answers a shared line hears first for whom we call, that the voice is automated, and how to stop."""
    for language, phrases in whole.phrases.items():
        words = lexicon(language)
        for name in ("right_person", "right_person_inbound"):
            phrase: FramePhrase | None = getattr(phrases, name)
            if phrase is None:
                continue
            path: Path = ("phrases", language, name)
            if not any(fill.name == "company.name" for fill in fills_in(phrase.ask)):
                message = f"the phrase `{name}` does not say for whom we call; say `{{company.name}}`"
                yield marks.error((*path, "ask"), "no-identification", message)
            if words is not None and not notified(f"{phrase.ask} {phrase.keys}", words):
                message = f"the phrase `{name}` does not say that the voice is automated; say it in `keys`"
                yield marks.error((*path, "keys"), "no-automated-notice", message)
            known = manners(language)
            if known is not None and not known.star.search(phrase.keys):
                message = f"the phrase `{name}` does not name the star key; say in `keys` that it stops these calls"
                yield marks.error((*path, "keys"), "no-opt-out", message)
            elif words is not None and not tells_how_to_stop(phrase.keys, words):
                message = (
                    f"the phrase `{name}` does not say how to stop; say in `keys` that the star key stops these calls"
                )
                yield marks.error((*path, "keys"), "no-opt-out", message)


def callers_human(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """No person reads out that the voice is automated: a caller's opening has words of its own in each language."""
    for language in whole.languages:
        words, text = lexicon(language), heard_on(whole.opening, ("opening",), language, live=True)
        if words is not None and text is not None and notified(text.words, words):
            place = f"in {shown(language)}, under `caller`"
            message = f"a caller reads out here that the voice is automated; write {place}, what a person says"
            yield marks.error(text.path, "person-as-machine", message)


def good_time_asked(part: Part, marks: Marks) -> Iterator[Finding]:
    """A yes means that the time is good: nobody is asked whether it is bad."""
    if not isinstance(part.value, Opening):
        return
    for language in part.languages:
        words, known = lexicon(language), manners(language)
        for live in (False, True):
            text = heard_on(part.value.good_time, (*part.path, "good_time"), language, live=live)
            if text is None or words is None or known is None:
                continue
            asked = plain(text.words).partition("?")[0]
            if found := known.bad_time.search(asked) or words.negation.search(asked):
                message = f"{shown(found.group())}: a yes has to mean that now is a good time; turn the question round"
                yield marks.error(text.path, "good-time-turned", message)


def _resumed(phrase: FramePhrase, path: Path, words: Lexicon, marks: Marks, *, consented: bool) -> Iterator[Finding]:
    spoken = f"{phrase.ask} {phrase.keys}"
    if not tells_how_to_stop(phrase.ask, words) or not tells_how_to_stop(phrase.keys, words):
        message = "what begins a later call does not say how to stop; say it in `ask`, for callers, and in `keys`"
        yield marks.error(path, "no-opt-out", message)
    known = manners(str(path[1]))
    if known is not None and not known.star.search(phrase.keys):
        message = "what begins a later call does not name the star key; say in `keys` that it stops these calls"
        yield marks.error((*path[:-1], "keys"), "no-opt-out", message)
    if not notified(spoken, words):
        message = "what begins a later call does not say that the voice is automated; say it in `keys`"
        yield marks.error((*path[:-1], "keys"), "no-automated-notice", message)
    if not consented and any(_announces(sentence, words) for sentence in _SENTENCE.split(spoken)):
        message = "what begins a later call says that it is recorded and nobody is asked; ask by a `consent` first"
        yield marks.error(path, "recording-unasked", message)


def closing_thankful(part: Part, marks: Marks) -> Iterator[Finding]:
    """Both closings thank the person, by name."""
    if not isinstance(part.value, Closing):
        return
    for path, spoken in spoken_in(part):
        for language in part.languages:
            for live in (False, True):
                text = heard_on(spoken, path, language, live=live)
                words = lexicon(language)
                if text and words and not words.thanks.search(text.words):
                    yield marks.warning(text.path, "no-thanks", "the closing does not say thank you")
                if text and not any(fill.name.startswith("contact.") for fill in fills_in(text.words)):
                    message = "the closing does not thank by name; say `{contact.name}`"
                    yield marks.warning(text.path, "no-name", message)
                if text and path[-1] == "flagged" and not any(one.name == "promise.by" for one in fills_in(text.words)):
                    yield marks.error(text.path, "no-promise", _unkept(text, words))
                elif text and words and path[-1] == "flagged" and _denied(text, words):
                    yield marks.error(
                        text.path, "no-promise", "it says that nobody will call; say who will, and by when"
                    )


def _unkept(text: Text, words: Lexicon | None) -> str:
    """What is wrong with a closing that does not name the time that is kept in the ledger."""
    if words is not None and words.promise.search(text.words):
        return "it promises a call at a time that nobody keeps; say by when as `{promise.by}`"
    return "it does not say what happens next; say who will call and by when, as `{promise.by}`"


def _denied(text: Text, words: Lexicon) -> bool:
    return words.promise.search(text.words) is not None and not promises(text.words, words)


def recording_asked(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """Nothing is recorded without asking: no opening announces it alone, and the consent comes before the words."""
    consents = [i for i, one in enumerate(whole.questions) if isinstance(one, Consent) and one.purpose == "recording"]
    opens = [i for i, one in enumerate(whole.questions) if isinstance(one, Open)]
    for index in consents:
        if not any(later > index for later in opens):
            message = "nothing is left to record after this consent; ask for it before the open questions"
            yield marks.warning(("questions", index), "consent-idle", message)
    for language in whole.languages if not consents else ():
        words = lexicon(language)
        for live in (False, True):
            text = heard_on(whole.opening, ("opening",), language, live=live)
            if text and words and any(_announces(sentence, words) for sentence in _SENTENCE.split(text.words)):
                message = "the opening says that it is recorded and nobody is asked; add a question of kind `consent`"
                yield marks.error(text.path, "recording-unasked", message)


def _announces(sentence: str, words: Lexicon) -> bool:
    return words.recorded.search(sentence) is not None and words.negation.search(sentence) is None
