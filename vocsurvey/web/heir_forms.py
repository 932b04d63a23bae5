"""What an administrator fills in when somebody leaves, or does other work: who takes over what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import Length, Optional

from vocsurvey.db.people import Role
from vocsurvey.db.reads.people import PersonLine
from vocsurvey.operations.leaving import CALLERS, Heirs
from vocsurvey.operations.looking_after import AccountHeld, Estate
from vocsurvey.web.authority import CUSTOMER_SIDE
from vocsurvey.web.forms import UNCHOSEN, address_field
from vocsurvey.web.words import ROLES

_RULES = "rules"


@dataclass(frozen=True)
class Candidates:
    """Who can take over from somebody, with id and name: what is with customers, and the times that were agreed."""

    heirs: tuple[tuple[int, str], ...]
    callers: tuple[tuple[int, str], ...]

    @classmethod
    def besides(cls, user_id: int, everybody: Sequence[PersonLine]) -> Candidates:
        """Everybody but them who is fit for it."""
        others = [one for one in everybody if one.active and one.id != user_id]
        return cls(
            tuple((one.id, one.name) for one in others if not one.is_agent and Role(one.role) in CUSTOMER_SIDE),
            tuple((one.id, one.name) for one in others if Role(one.role) in CALLERS),
        )


@dataclass(frozen=True)
class Left:
    """What somebody has, and who can take it over."""

    estate: Estate
    accounts: list[AccountHeld]
    whom: Candidates


class _Heirs(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Who takes over: everything, or single accounts, and the times that were agreed."""

    heir = SelectField("Who takes over?", choices=[UNCHOSEN], validators=[Optional()])
    caller = SelectField("Who calls at the times that they agreed?", choices=[], validators=[Optional()])

    def offer(self, whom: Candidates) -> None:
        """Who can be chosen."""
        named = tuple(SelectChoice(str(key), name) for key, name in whom.heirs)
        self.heir.choices = [UNCHOSEN, *self.besides(), *named]
        anybody = SelectChoice("", "Whoever is free")
        self.caller.choices = [anybody, *(SelectChoice(str(key), name) for key, name in whom.callers)]

    def besides(self) -> Iterable[SelectChoice]:
        """What else can be chosen than a person."""
        return ()

    def heirs(self, of_accounts: dict[int, int]) -> Heirs:
        """Those who were chosen."""
        heir = self.heir.data
        return Heirs(
            int(heir) if heir and heir != _RULES else None,
            int(self.caller.data) if self.caller.data else None,
            of_accounts,
        )


class Leave(_Heirs):
    """Who takes over from somebody who leaves."""

    def besides(self) -> Iterable[SelectChoice]:
        """The rules, too."""
        return (SelectChoice(_RULES, "Whoever the rules name, for each customer"),)

    def by_rules(self) -> bool:
        """Whether each follow-up goes to whom the rules name."""
        return bool(self.heir.data == _RULES)


class SignInOf(_Heirs):
    """With which address somebody signs in, and as what."""

    email = address_field()
    role = SelectField("Role", choices=[SelectChoice(one.value, ROLES[one.value]) for one in Role])
    agent = StringField("Agent number", [Optional(), Length(max=200)])


def chosen_for_accounts(sent: Mapping[str, str], accounts: Sequence[AccountHeld], whom: Candidates) -> dict[int, int]:
    """Account id to the id of whoever takes it over; what was not chosen, or cannot be, goes to the heir of all."""
    fit = {str(key): key for key, _ in whom.heirs}
    named = {one.id: fit.get(sent.get(f"account-{one.id}", "")) for one in accounts}
    return {account_id: heir_id for account_id, heir_id in named.items() if heir_id is not None}
