"""Lines of a contact list that contradict or repeat each other: the earlier one counts, the later one is left out."""

from __future__ import annotations

from operator import itemgetter

from vocsurvey.fieldwork.contact_line import RowProblem, SampleRow, id_by_line

_ACCOUNT = ("account", "account_country", "region", "tier", "yearly_value", "owner_email")
_PERSON = (
    *("account_id", "contact_name", "line", "contact_role", "language", "zone", "automated_voice_consent"),
    *("email", "subdivision", "preferred_time"),
)

_account_facts = itemgetter(*(SampleRow._fields.index(name) for name in _ACCOUNT))

PersonKey = tuple[str, str, str, str]


def person_key(row: SampleRow) -> PersonKey:
    """What makes two contacts the same person, whatever their ids: account, name and telephone."""
    return (row.account_id, row.contact_name.casefold(), row.line.number, row.line.extension)


def touchpoint_key(row: SampleRow) -> str:
    """The id of what the interview is about; without one of the list's own it is the relationship."""
    return row.touchpoint_id or f"relationship:{row.contact_id}"


class Ledger:
    """What the good lines so far said of each account, person and touchpoint, so that one that says otherwise shows.

    Remember lines of before with ``enter``, so that a list can be taken in a portion at a time.
    """

    def __init__(self) -> None:
        self.accounts: dict[str, SampleRow] = {}
        self.contacts: dict[str, SampleRow] = {}
        self.people: dict[PersonKey, SampleRow] = {}
        self.touchpoints: dict[str, SampleRow] = {}
        self.agents: dict[str, SampleRow] = {}

    def enter(self, row: SampleRow, person: PersonKey, touchpoint: str) -> None:
        """A line that counts, with its keys. What an earlier one said stays."""
        self.accounts.setdefault(row.account_id, row)
        self.contacts.setdefault(row.contact_id, row)
        self.people.setdefault(person, row)
        self.touchpoints.setdefault(touchpoint, row)
        if row.agent_id:
            self.agents.setdefault(row.agent_id, row)

    def clashes(self, row: SampleRow, person: PersonKey, touchpoint: str) -> list[RowProblem]:
        """Every way in which the row, with its keys, contradicts or repeats an earlier one; without any it counts."""
        found: list[RowProblem] = []
        # Most lines bring somebody new, and are not looked at any further.
        if row.contact_id in self.contacts or person in self.people or touchpoint in self.touchpoints:
            found = self._about_person(row) or self._about_touchpoint(row)
        earlier = self.accounts.get(row.account_id)
        if earlier is not None and _account_facts(earlier) != _account_facts(row):
            found = [*self._about_account(row, earlier), *found]
        if not found:
            self.enter(row, person, touchpoint)
        return found

    def _about_account(self, row: SampleRow, earlier: SampleRow) -> list[RowProblem]:
        return [_clash(row, "account_id", f"The account has another {_differing(earlier, row, _ACCOUNT)}", earlier)]

    def _about_person(self, row: SampleRow) -> list[RowProblem]:
        earlier = self.contacts.get(row.contact_id)
        if earlier and (differs := _differing(earlier, row, _PERSON)):
            if row.contact_id == id_by_line(row.line) and earlier.contact_name != row.contact_name:
                sentence = f"Another person has this telephone in line {earlier.at_line}; give both a contact_id"
                return [RowProblem(row.at_line, "phone", f"{sentence} or an extension.")]
            return [_clash(row, "contact_id", f"The contact has another {differs}", earlier)]
        double = self.people.get(person_key(row))
        if earlier is None and double and double.contact_id != row.contact_id:
            return [_clash(row, "contact_id", "The same person stands under another contact_id", double)]
        return []

    def _about_touchpoint(self, row: SampleRow) -> list[RowProblem]:
        earlier = self.touchpoints.get(touchpoint_key(row))
        if earlier is None:
            return []
        if earlier.contact_id == row.contact_id:
            return [_clash(row, None, "The same contact with the same touchpoint stands already", earlier)]
        return [_clash(row, "touchpoint_id", "The touchpoint belongs to another contact", earlier)]


def _clash(row: SampleRow, column: str | None, what: str, earlier: SampleRow) -> RowProblem:
    return RowProblem(row.at_line, column, f"{what} in line {earlier.at_line}.")


def _differing(one: SampleRow, other: SampleRow, names: tuple[str, ...]) -> str:
    """The names of the facts that differ, in words; "" when all agree."""
    differ = [name for name in names if getattr(one, name) != getattr(other, name)]
    return ", ".join("phone" if name == "line" else name for name in differ)
