"""What an interview rests on and what never changes while it lasts: its questionnaire and the frozen facts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.facts import KNOWN_FACTS
from vocsurvey.questionnaire.model import AnyQuestion, Asked, Choice, Phrases, Questionnaire, Statement
from vocsurvey.questionnaire.moment import read_day, read_moment, spoken_day, spoken_moment
from vocsurvey.questionnaire.spoken_fact import spoken_name, spoken_subject, told
from vocsurvey.questionnaire.wording import fill

MOST_SWITCHES = 2
"""How many other languages are offered: more, and nobody listens to the question."""


@dataclass(frozen=True, slots=True)
class Basis:
    """One questionnaire with the facts of one contact, account, touchpoint and agent.

    ``occasion`` are the facts of the call that is spoken of; ``chosen`` the language that the person asked for.
    """

    questionnaire: Questionnaire
    facts: Mapping[str, FactValue]
    occasion: Mapping[str, FactValue] | None = None
    chosen: str | None = None

    def on(self, occasion: Mapping[str, FactValue], chosen: str | None) -> Basis:
        """The same basis on another call, or in another language."""
        return replace(self, occasion=occasion, chosen=chosen)

    def fact(self, name: str) -> FactValue:
        """A fact of the call, else of the interview; None when it is not known."""
        value = (self.occasion or {}).get(name)
        return self.facts.get(name) if value is None else value

    @property
    def language(self) -> str:
        """The language asked for, else the contact's when the questionnaire speaks it, else the questionnaire's.

        Theirs is what was known of them when this call was answered, where that had changed since the first one."""
        return self.questionnaire.language(self.chosen or self._wanted(self.fact("contact.language")))

    @property
    def other_languages(self) -> tuple[str, ...]:
        """The languages to offer on the first prompt: their own and those spoken where they are, but not the one that
        is spoken now; two at most."""
        around = (str(self.facts.get("contact.language")), *str(self.fact("contact.languages") or "").split(","))
        offered = (one for one in self.questionnaire.languages if one in around and one != self.language)
        return tuple(offered)[:MOST_SWITCHES]

    @property
    def phrases(self) -> Phrases:
        """The standing phrases of the language that is spoken."""
        return self.questionnaire.phrases[self.language]

    @property
    def inbound(self) -> bool:
        """Whether the person called us: then nobody calls them, and we say so."""
        return self.fact("call.inbound") is True

    @property
    def decisive(self) -> bool:
        """Whether the contact is a decision maker."""
        return self.facts.get("contact.decision_maker") is True

    @property
    def aggrieved(self) -> bool:
        """Whether the contact came to us with a grievance that is still open, or the touchpoint was a complaint."""
        return self.facts.get("follow_up.open") is True or self.facts.get("touchpoint.kind") == "complaint"

    @property
    def called_at(self) -> datetime | None:
        """The person's local time when this call was answered."""
        return read_moment(self.fact("call.at"))

    @property
    def today(self) -> date | None:
        """The person's date when this call was answered."""
        return None if self.called_at is None else self.called_at.date()

    def asked(self, question_id: str) -> Asked:
        """The question with that id, which is one that expects an answer, its options in this case's order.

        Raises KeyError when it is none.
        """
        question: AnyQuestion = self.questionnaire.question(question_id)
        if isinstance(question, Statement):
            raise KeyError(question_id)
        return self._rotated(question) if isinstance(question, Choice) and question.rotate else question

    def filled(self, text: str, **more: str) -> str:
        """The text with its fills resolved from the facts, and from what this one sentence adds to them."""
        return fill(text, {**self._spoken_facts(), **more} if "{" in text else {})

    def _rotated(self, question: Choice) -> Choice:
        """The options by a hash of case and option, so that a replay gives the same order without anything stored."""
        case = self.facts.get("case.key")
        if case is None:
            return question

        def place(option_id: str) -> bytes:
            return hashlib.sha256(f"{case}:{question.id}:{option_id}".encode()).digest()

        turning = iter(sorted((one for one in question.options if not one.stays), key=lambda one: place(one.id)))
        options = tuple(one if one.stays else next(turning) for one in question.options)
        return question.model_copy(update={"options": options})

    def _spoken_facts(self) -> Mapping[str, FactValue]:
        facts = {**self.facts, **{name: value for name, value in (self.occasion or {}).items() if value is not None}}
        if self.language != self.questionnaire.language(self._wanted(self.facts.get("contact.language"))):
            # It is known in the words of the language in which they were to be spoken to, and in no other.
            facts["touchpoint.subject"] = None
        return {name: self._said(name, value) for name, value in facts.items()}

    def _wanted(self, value: FactValue) -> str | None:
        return value if isinstance(value, str) else None

    def _said(self, name: str, value: FactValue) -> FactValue:
        """Days and moments in words, names and subjects as read aloud; None for what is as good as unknown."""
        kind = KNOWN_FACTS[name].kind if name in KNOWN_FACTS else "text"
        if kind == "day" and (day := read_day(value)):
            return spoken_day(day, self.today, self.language, on=True)
        if kind == "moment" and (moment := read_moment(value)):
            return spoken_moment(moment, self.today, self.language)
        if name not in KNOWN_FACTS or not isinstance(value, str):
            return value
        return {"name": spoken_name, "subject": spoken_subject}.get(kind, told)(value)
