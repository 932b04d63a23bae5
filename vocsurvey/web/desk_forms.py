"""What callers fill in on their desk. Most of what can be wrong with it, the operations say."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, ValidationError

from vocsurvey.db.people import Way
from vocsurvey.db.sample import CONTACT_ROLES
from vocsurvey.fieldwork.note_text import one_line as in_one_line
from vocsurvey.fieldwork.wrapping_up import HAS_LEFT, SOMEBODY_ELSE
from vocsurvey.followup.severity import Severity
from vocsurvey.web.words import role

LONGEST_NAME = 100


class GiveBack(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Why somebody else shall call them. What is wrong with it, the operation says."""

    note = TextAreaField("Why do you give it back?", filters=[lambda words: words or ""])


class Done(FlaskForm):  # type: ignore[misc]
    """What whoever is next should know."""

    note = TextAreaField("A note for whoever is next", filters=[lambda words: words or ""])


class Agreed(FlaskForm):  # type: ignore[misc]
    """When they shall be called again, as their own clock shows it: one of the times that are offered (``at``), or
    another one."""

    at = StringField(filters=[lambda words: words or ""])
    whose = StringField(filters=[lambda words: words or ""])
    soft = BooleanField("They named no time: this one is a guess")
    day = DateField("Day", [InputRequired("Choose the day.")])
    hour = TimeField("Time, for them", [InputRequired("Choose the time.")])


class Otherwise(FlaskForm):  # type: ignore[misc]
    """What really happened in a call. Which choices there are, and what is wrong with it, the operation says."""

    choice = StringField("What really happened?", filters=[lambda words: words or ""])
    reason = TextAreaField("How do you know?", filters=[lambda words: words or ""])


class Instead(FlaskForm):  # type: ignore[misc]
    """Who is asked instead of somebody who has left, or whose number is another's. Which languages there are, the page
    says; what else is wrong with it, the number's reading and the operation."""

    why = RadioField(
        "What happened?",
        choices=[
            SelectChoice(HAS_LEFT, "They have left, or do something else now"),
            SelectChoice(SOMEBODY_ELSE, "Somebody else has this number"),
        ],
        validate_choice=False,
    )
    name = StringField(
        "Name", filters=[lambda words: in_one_line(words or "")], validators=[DataRequired("Write down the name.")]
    )
    role = SelectField(
        "Role",
        choices=[SelectChoice(one, role(one)) for one in CONTACT_ROLES],
        validators=[InputRequired("Choose the role.")],
    )
    phone = StringField("Phone", filters=[lambda words: words or ""])
    language = SelectField("Language", choices=[], validators=[InputRequired("Choose the language.")])
    at_once = BooleanField("They can be called now: put me through")

    def validate_name(self, field: StringField) -> None:
        """Raises ValidationError for a name that is too long to be one."""
        if len(field.data) > LONGEST_NAME:
            raise ValidationError(f"A name has at most {LONGEST_NAME} characters.")


class Spoken(FlaskForm):  # type: ignore[misc]
    """Which language was in the way, and whose. What is wrong with it, the operation says."""

    language = StringField(filters=[lambda words: words or ""])
    other = SelectField("Another language", choices=[], validate_choice=False)
    unit = BooleanField("It was not them: whoever answers there speaks it")


class NeverAgain(FlaskForm):  # type: ignore[misc]
    """What somebody said who does not want to be called."""

    reason = TextAreaField("What did they say?", filters=[lambda words: words or ""])


class FlagNow(FlaskForm):  # type: ignore[misc]
    """What somebody has to act on, and how soon."""

    severity = SelectField(
        "How soon?",
        choices=[
            SelectChoice(Severity.HIGH.value, "Soon: today or tomorrow"),
            SelectChoice(Severity.CRITICAL.value, "At once: danger, the law, or they are leaving"),
            SelectChoice(Severity.MEDIUM.value, "Within some days"),
        ],
        validators=[InputRequired("Choose how soon.")],
    )
    words = TextAreaField("What did they say?", filters=[lambda words: words or ""])


class OwnPhone(FlaskForm):  # type: ignore[misc]
    """Where the caller speaks. What is wrong with the number, its reading says."""

    way = RadioField(
        "How do you call?",
        choices=[
            SelectChoice(Way.PHONE.value, "My phone: it rings first, then theirs"),
            SelectChoice(Way.BROWSER.value, "This browser"),
        ],
    )
    number = StringField("Number of your own phone", filters=[lambda words: words or ""])
