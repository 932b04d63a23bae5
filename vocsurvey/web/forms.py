"""What people fill in. Each complaint is a sentence at its field; what was typed is kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp

from vocsurvey.db.people import Role
from vocsurvey.fieldwork.cell import read_language
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.window import known_zone
from vocsurvey.followup.closing import LONGEST, SHORTEST
from vocsurvey.followup.flag import Queue
from vocsurvey.followup.lifecycle import Event
from vocsurvey.operations.signing_in import LONGEST_PASSWORD, SHORTEST_PASSWORD
from vocsurvey.web.follow_up_words import CAUSES
from vocsurvey.web.words import ROLES

END_OF_WORK = time(17, 0)
_DATED = {
    Event.ACTION_AGREED.value: "Say by which day it will be done.",
    Event.WAITING.value: "Say until which day you wait for them.",
}
UNCHOSEN = SelectChoice("", "Choose …")


def _stripped(value: str | None) -> str | None:
    return value.strip() if isinstance(value, str) else value


def address_field() -> StringField:
    """The address with which somebody signs in."""
    return StringField(
        "E-mail",
        [
            InputRequired("Give an e-mail address."),
            Length(max=200),
            Regexp(r"^[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+$", message="Give an e-mail address, like jo@example.com."),
        ],
        filters=[_stripped],
    )


class SignIn(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """E-mail and password."""

    email = StringField("E-mail", [InputRequired("Give your e-mail address."), Length(max=200)], filters=[_stripped])
    password = PasswordField("Password", [InputRequired("Give your password."), Length(max=LONGEST_PASSWORD)])
    next = HiddenField()


class Claim(FlaskForm):  # type: ignore[misc]
    """Taking a follow-up; with the owner that was shown, so that two people do not take it from each other."""

    seen_owner = HiddenField()

    def seen_owner_id(self) -> int | None:
        """The owner that the page showed; None for nobody."""
        text = self.seen_owner.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


class Note(FlaskForm):  # type: ignore[misc]
    """Something to write down, and whether the customer was spoken to."""

    event = RadioField(
        "What happened?",
        choices=[
            SelectChoice(Event.NOTE.value, "Just a note"),
            SelectChoice(Event.CONTACT_ATTEMPTED.value, "I tried to reach them"),
            SelectChoice(Event.IN_CONVERSATION.value, "We spoke"),
            SelectChoice(Event.ACTION_AGREED.value, "We agreed what I will do"),
            SelectChoice(Event.WAITING.value, "I wait for something from them"),
        ],
        default=Event.NOTE.value,
        validators=[InputRequired("Choose what happened.")],
    )
    text = TextAreaField(
        "Your note",
        [InputRequired("Write something first."), Length(max=LONGEST, message=f"Shorten it to {LONGEST} characters.")],
        filters=[_stripped],
    )
    promised_on = DateField("By which day?", [Optional()])
    tell = SelectField("Tell a colleague", [Optional()], validate_choice=False)

    def offer(self, people: Iterable[tuple[int, str]], *, waiting: bool) -> None:
        """Who can be told, and what can have happened: what we waited for has only come where somebody waits."""
        self.tell.choices = [SelectChoice("", "Nobody"), *(SelectChoice(str(one), name) for one, name in people)]
        if waiting:
            self.event.choices = [*self.event.choices, SelectChoice(Event.ANSWERED.value, "What I waited for has come")]

    def validate_tell(self, field: SelectField) -> None:
        """Somebody who can read it."""
        if field.data not in [one.value for one in self.tell.choices]:
            raise ValidationError("They cannot read this follow-up. Choose somebody else.")

    def validate(self, extra_validators: Any = None) -> bool:
        """An agreement and a wait have a date; nothing else needs one."""
        whole = bool(super().validate(extra_validators))
        if self.event.data not in _DATED or self.promised_on.data is not None:
            return whole
        self.promised_on.errors = (_DATED[self.event.data],)
        return False

    def by_day(self, zone: str) -> datetime | None:
        """The end of the working day of a promise or a wait, in the zone of whoever promised or waits."""
        day: date | None = self.promised_on.data
        if self.event.data not in _DATED or day is None:
            return None
        return datetime.combine(day, END_OF_WORK, ZoneInfo(zone))


def _told(what: str) -> list[object]:
    return [
        InputRequired(f"Write down {what}."),
        Length(min=SHORTEST, max=LONGEST, message=f"Write down {what}, in {SHORTEST} to {LONGEST} characters."),
    ]


class Resolve(FlaskForm):  # type: ignore[misc]
    """The claim that it was put right."""

    cause = SelectField(
        "Root cause",
        choices=[UNCHOSEN, *(SelectChoice(code.value, words) for code, words in CAUSES.items())],
        validators=[InputRequired("Choose the root cause.")],
    )
    action = TextAreaField("What was done", _told("what was done about it"), filters=[_stripped])
    told = TextAreaField("What the customer was told", _told("what the customer was told"), filters=[_stripped])


class HandOn(FlaskForm):  # type: ignore[misc]
    """To whom a follow-up goes, and why."""

    to = SelectField("To whom", validators=[InputRequired("Choose to whom.")], validate_choice=False)
    why = TextAreaField("Why", _told("why, so that they need not ask you"), filters=[_stripped])

    def validate_to(self, field: SelectField) -> None:
        """One of those that were offered; who took it while somebody was writing is not among them any more."""
        if field.data not in [one.value for one in self.to.choices]:
            raise ValidationError("They have it already, or cannot have it. Choose somebody else.")

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        """The people and the queues that it can go to."""
        queues = [SelectChoice(one.value, f"Whoever works the {one.replace('_', ' ')} queue") for one in Queue]
        self.to.choices = [UNCHOSEN, *(SelectChoice(str(one), name) for one, name in people), *queues]


class CannotResolve(FlaskForm):  # type: ignore[misc]
    """Nothing more can be done."""

    cause = SelectField(
        "Root cause",
        id="cannot-cause",
        choices=[UNCHOSEN, *(SelectChoice(code.value, words) for code, words in CAUSES.items())],
        validators=[InputRequired("Choose the root cause.")],
    )
    reason = TextAreaField("Why nothing more can be done", _told("why nothing more can be done"), filters=[_stripped])
    told = TextAreaField(
        "What the customer was told", _told("what the customer was told"), filters=[_stripped], id="cannot-told"
    )


class Verify(FlaskForm):  # type: ignore[misc]
    """What the customer said when asked whether it was put right."""

    verdict = RadioField(
        "What did the customer say?",
        choices=[
            SelectChoice(Event.VERIFIED.value, "Yes, it is put right"),
            SelectChoice(Event.NOT_PUT_RIGHT.value, "No, not yet"),
            SelectChoice(Event.UNVERIFIED.value, "Could not be reached, three times"),
        ],
        validators=[InputRequired("Choose what the customer said.")],
    )
    text = TextAreaField("In their words", [Optional(), Length(max=LONGEST)], filters=[_stripped])


class NewPerson(FlaskForm):  # type: ignore[misc]
    """Somebody who shall be able to sign in."""

    name = StringField("Name", [InputRequired("Give the person's name."), Length(max=200)], filters=[_stripped])
    email = address_field()
    role = SelectField("Role", choices=[SelectChoice(one.value, ROLES[one.value]) for one in Role])
    agent = StringField("Agent number", [Optional(), Length(max=200)], filters=[_stripped])
    languages = StringField("Languages they call in", [Optional(), Length(max=200)], filters=[_stripped])
    zone = StringField("Time zone", [InputRequired("Give a time zone.")], default="UTC", filters=[_stripped])
    password = PasswordField(
        "First password",
        [
            Optional(),
            Length(
                SHORTEST_PASSWORD,
                LONGEST_PASSWORD,
                message=f"The password needs at least {SHORTEST_PASSWORD} characters, and {LONGEST_PASSWORD} at most.",
            ),
        ],
    )

    def validate_zone(self, field: StringField) -> None:
        """An IANA name."""
        if not known_zone(field.data or ""):
            raise ValidationError("That is not a time zone; write it like Europe/Berlin.")

    def validate_languages(self, field: StringField) -> None:
        """Codes of languages, of somebody who calls."""
        if field.data and self.role.data != Role.CALLER.value:
            raise ValidationError("Leave this empty, or choose the role caller.")
        for found in map(read_language, self.codes()):
            if isinstance(found, Problem):
                raise ValidationError(found.sentence)

    def codes(self) -> tuple[str, ...]:
        """The languages, as they were typed."""
        return tuple((self.languages.data or "").replace(",", " ").split())

    def validate_agent(self, field: StringField) -> None:
        """Only agents are the agent of a feedback."""
        if field.data and self.role.data != Role.AGENT.value:
            raise ValidationError("Leave this empty, or choose the role agent.")


class SettleDoubt(FlaskForm):  # type: ignore[misc]
    """What became of an uncertain call, and how somebody knows."""

    what = RadioField(
        "What happened?",
        choices=[
            SelectChoice("never", "The phone never rang, and will not: free the line and call again"),
            SelectChoice("rang", "The phone rang: count it as an attempt"),
        ],
        validators=[InputRequired("Choose what happened.")],
    )
    reason = TextAreaField("How do you know?", _told("how you know"), filters=[_stripped])

    def rang(self) -> bool:
        """Whether the phone rang."""
        return bool(self.what.data == "rang")


class Press(FlaskForm):  # type: ignore[misc]
    """A button and nothing else: it carries the token against forgery, which is checked before every view."""
