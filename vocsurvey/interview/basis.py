"""What an interview rests on and what never changes while it lasts: its questionnaire and the frozen facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.model import AnyQuestion, Asked, Phrases, Questionnaire, Statement
from vocsurvey.questionnaire.wording import fill


@dataclass(frozen=True, slots=True)
class Basis:
    """One questionnaire with the facts of one contact, account, touchpoint and agent."""

    questionnaire: Questionnaire
    facts: Mapping[str, FactValue]

    @property
    def language(self) -> str:
        """The contact's language when the questionnaire speaks it, else the questionnaire's first."""
        wanted = self.facts.get("contact.language")
        return self.questionnaire.language(wanted if isinstance(wanted, str) else None)

    @property
    def phrases(self) -> Phrases:
        """The standing phrases of the language that is spoken."""
        return self.questionnaire.phrases[self.language]

    @property
    def decisive(self) -> bool:
        """Whether the contact is a decision maker."""
        return self.facts.get("contact.decision_maker") is True

    @property
    def aggrieved(self) -> bool:
        """Whether the contact came to us with a grievance that is still open, or the touchpoint was a complaint."""
        return self.facts.get("follow_up.open") is True or self.facts.get("touchpoint.kind") == "complaint"

    def asked(self, question_id: str) -> Asked:
        """The question with that id, which is one that expects an answer. Raises KeyError when it is none."""
        question: AnyQuestion = self.questionnaire.question(question_id)
        if isinstance(question, Statement):
            raise KeyError(question_id)
        return question

    def filled(self, text: str, **more: str) -> str:
        """The text with its fills resolved from the facts, and from what this one sentence adds to them."""
        return fill(text, {**self.facts, **more})
