"""What callers fill in on their desk. Most of what can be wrong with it, the operations say."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import DateField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired


class GiveBack(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Why somebody else shall call them. What is wrong with it, the operation says."""

    note = TextAreaField("Why do you give it back?", filters=[lambda words: words or ""])


class Done(FlaskForm):  # type: ignore[misc]
    """What whoever is next should know."""

    note = TextAreaField("A note for whoever is next", filters=[lambda words: words or ""])


class Agreed(FlaskForm):  # type: ignore[misc]
    """When they shall be called again, as their own clock shows it."""

    day = DateField("Day", [InputRequired("Choose the day.")])
    hour = TimeField("Time, for them", [InputRequired("Choose the time.")])


class NeverAgain(FlaskForm):  # type: ignore[misc]
    """What somebody said who does not want to be called."""

    reason = TextAreaField("What did they say?", filters=[lambda words: words or ""])


class OwnPhone(FlaskForm):  # type: ignore[misc]
    """Where the caller is rung before their customer. What is wrong with it, the reading of the number says."""

    number = StringField("Number of your own phone", filters=[lambda words: words or ""])
