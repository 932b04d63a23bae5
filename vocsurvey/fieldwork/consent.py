"""Where an automated voice needs the person's consent before it may call, as data that counsel can edit."""

from __future__ import annotations

from vocsurvey.fieldwork.phone import LineKind
from vocsurvey.fieldwork.rule import Country, RuleFile, Sourced


class ConsentRule(Sourced):
    """Does an automated voice need consent for lines of these kinds (none named: every kind) in this country?"""

    country: Country
    kinds: frozenset[LineKind] = frozenset()
    required: bool


class ConsentOtherwise(Sourced):
    """The rule for countries and kinds of line that no other rule names."""

    required: bool


class ConsentRules(RuleFile):
    """Every rule on consent."""

    otherwise: ConsentOtherwise
    automated_voice: tuple[ConsentRule, ...] = ()

    def required(self, country: str | None, kind: LineKind) -> bool:
        """Is consent needed? A rule that names the kind of line beats one for the whole country."""
        here = [rule for rule in self.automated_voice if rule.country == country]
        named = [rule for rule in here if kind in rule.kinds] or [rule for rule in here if not rule.kinds]
        return any(rule.required for rule in named) if named else self.otherwise.required
