"""A small interview that a customer of the carrier might hold: stateless URLs, a `*` menu, and a fallback.

It hears every key at most once, because each action URL names the position that it answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from carrier_house import Customer, Received, Reply, twiml

YES_NO = "For yes, press 1. For no, press 2."
MENU = (
    "To hear that again, press 1. To go back one question, press 2. "
    "To speak with a person, press 4. If you do not want us to call you again, press 9."
)


@dataclass(frozen=True)
class Question:
    """A question: its words, which keys answer it, and how many keys there are at most; none means speech."""

    name: str
    text: str
    keys: frozenset[str] = frozenset()
    digits: int = 1


QUESTIONS = (
    Question(
        "time",
        f"Hello, this is a survey. Press star at any time to stop these calls. Is now a good time? {YES_NO}",
        frozenset("12"),
    ),
    Question("resolved", f"Has your issue been resolved? {YES_NO}", frozenset("12")),
    Question(
        "csat",
        "How satisfied are you? For very dissatisfied, press 1. For very satisfied, press 5. "
        "Or press any number in between.",
        frozenset("12345"),
    ),
    Question("cared", f"Did you feel that we genuinely cared about you? {YES_NO}", frozenset("12")),
    Question(
        "nps",
        "How likely are you to recommend us? For not at all likely, press 0. For extremely likely, press 10. "
        "Or press any number in between, then the hash key.",
        frozenset(str(number) for number in range(11)),
        2,
    ),
    Question("reason", "What should we do better? Say it in your own words, or press the hash key."),
)


@dataclass
class Interview:
    """One call's interview."""

    at: int = 0
    turn: int = 0
    in_menu: bool = False
    failures: int = 0
    ending: str | None = None
    cue: str = ""
    answers: dict[str, str] = field(default_factory=dict)


@dataclass
class Survey:
    """All interviews by the number called; `answers` are what the customer knows in the end."""

    interviews: dict[str, Interview] = field(default_factory=dict)

    def install(self, customer: Customer) -> None:
        """Answer every voice webhook of this customer."""
        customer.otherwise = self._answer

    def answers(self) -> dict[str, dict[str, str]]:
        return {number: interview.answers for number, interview in self.interviews.items()}

    def endings(self) -> dict[str, str | None]:
        return {number: interview.ending for number, interview in self.interviews.items()}

    def _answer(self, received: Received) -> Reply:
        if received.path.endswith("/status"):
            return Reply(status=204)
        interview = self.interviews.setdefault(received.form["To"], Interview())
        place = parse_qs(urlsplit(received.url).query).get("at")
        if place and received.path.endswith("/turn") and int(place[0]) == interview.turn:
            interview.turn += 1
            self._hear(interview, received.form.get("Digits", ""), received.form.get("SpeechResult", ""))
        return Reply(self._say(interview))

    def _hear(self, interview: Interview, digits: str, speech: str) -> None:
        interview.cue = ""
        if interview.in_menu:
            self._choose(interview, digits)
            return
        question = QUESTIONS[interview.at]
        if digits == "*":
            interview.in_menu = True
        elif digits in question.keys or (speech and not question.keys):
            interview.answers[question.name] = digits or speech
            interview.failures = 0
            interview.at += 1
            if question.name == "time" and digits == "2":
                interview.ending = "not now"
            elif interview.at == len(QUESTIONS):
                interview.ending = "complete"
        else:
            interview.failures += 1
            interview.cue = "That is not one of the answers. Here it is again. " if digits else "I heard nothing. "
            if interview.failures == 3:
                interview.ending = "gave up"

    def _choose(self, interview: Interview, digits: str) -> None:
        interview.in_menu = False
        if digits == "2":
            interview.at = max(0, interview.at - 1)
        elif digits in {"4", "9"}:
            interview.ending = "person" if digits == "4" else "opted out"

    def _say(self, interview: Interview) -> str:
        if interview.ending is not None:
            return twiml("<Say>Thank you for your time, and goodbye.</Say><Hangup/>")
        question = QUESTIONS[interview.at]
        text = MENU if interview.in_menu else interview.cue + question.text
        keys, speech = (1, False) if interview.in_menu else (question.digits, not question.keys)
        finish = "#" if keys > 1 or speech else ""
        return twiml(
            f'<Gather input="dtmf{" speech" if speech else ""}" numDigits="{keys}" finishOnKey="{finish}" '
            f'timeout="4" actionOnEmptyResult="true" action="turn?at={interview.turn}">'
            f"<Say>{escape(text)}</Say></Gather>"
        )
