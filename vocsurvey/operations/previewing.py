"""What would happen if a draft were launched now: who is called, who waits, who never is, how long, for how much.

The people are those whom the launch draws, and they are asked for by the very decision that a claim and a permit ask.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.campaign import Campaign, CampaignStatus, Case, CaseKind, Quota
from vocsurvey.db.reads.notes import without_address
from vocsurvey.db.reads.timings import calibrated
from vocsurvey.db.sample import Contact, Touchpoint
from vocsurvey.fieldwork.drawing import Candidate, Drawing, Unhappy
from vocsurvey.fieldwork.estimate import Estimate, account_days
from vocsurvey.fieldwork.permission import Block, Defer
from vocsurvey.fieldwork.quota import Quota as PureQuota
from vocsurvey.fieldwork.window import Hours
from vocsurvey.interview.transcript import Channel
from vocsurvey.operations.calling_times import country_of
from vocsurvey.operations.decision import Question, questions
from vocsurvey.operations.drawing import draw_people
from vocsurvey.operations.estimating import Callees, accounts_of, expected, hours_in
from vocsurvey.operations.reaching import segment_of
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.operations.taking_turns import in_turn
from vocsurvey.questionnaire.duration import Duration
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.rulebook import Rulebook

MOST_ASKED = 1000
"""Of so many people the rules are asked one by one; of more, of so many of them in the order of the draw."""
AT_ONCE = 250


@dataclass(frozen=True)
class Group:
    """So many people for the same reasons. ``until`` and ``latest``: when the first and the last of them is asked for
    again, None for those who never are."""

    reasons: tuple[str, ...]
    people: int
    until: datetime | None = None
    latest: datetime | None = None


@dataclass(frozen=True)
class Place:
    """The people of one country, and the hours in which their phones may ring: those of the campaign within the law."""

    country: str
    people: int
    hours: Hours


@dataclass(frozen=True)
class Chance:
    """A quota, and how many of the drawn it counts."""

    segment: Mapping[str, str]
    target: int
    people: int


@dataclass(frozen=True)
class Standing:
    """How those who were asked about stand with the rules: ``now``, later, only by a live caller, or never."""

    asked: int
    now: int
    deferred: tuple[Group, ...]
    onward: tuple[Group, ...]
    blocked: tuple[Group, ...]

    @property
    def latest(self) -> tuple[datetime, ...]:
        """When the last of each group of those who wait is asked for again."""
        return tuple(one.latest for one in self.deferred if one.latest is not None)

    @property
    def callable(self) -> int:
        """How many can be called at all."""
        return self.asked - sum(one.people for one in self.blocked)


@dataclass(frozen=True)
class Preview:
    """A campaign before its launch. ``spread_days``: for how long the largest account has to be spread.

    ``unaddressed``: how many of the drawn have no e-mail address for the note ahead; None where none goes out.
    """

    drawing: Drawing
    unhappy: Unhappy
    standing: Standing
    places: tuple[Place, ...]
    chances: tuple[Chance, ...]
    lengths: Mapping[tuple[str, Channel], Duration]
    estimate: Estimate
    spread_days: int
    unaddressed: int | None = None

    @property
    def people(self) -> int:
        """How many are drawn."""
        return len(self.drawing.drawn)

    @property
    def whole(self) -> bool:
        """Whether the rules were asked of everybody, not only of some."""
        return self.standing.asked == self.people


def preview(
    session: Session,
    campaign: Campaign,
    questionnaire: Questionnaire,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> Preview:
    """Look ahead. Changes nothing."""
    drawn = draw_people(session, campaign, now)
    people = drawn.drawing.drawn
    standing, callees = _standing(session, campaign, people, rules, line_hash, now)
    lengths = calibrated(session, questionnaire)
    spoken = {questionnaire.language(one.facts.get("language")) for one in people} or set(questionnaire.languages)
    heard = {key: taken for key, taken in lengths.items() if key[0] in spoken}
    unaddressed = _unaddressed(session, campaign, people)
    # The last to be called are those who have to be written to first.
    ahead = timedelta(days=campaign.notice_days or 0) if unaddressed != len(people) else timedelta(0)
    callees.people = round(len(people) * standing.callable / max(standing.asked, 1))
    worked = expected(session, campaign, callees, heard, rules, now + ahead)
    spread_days = account_days(rules.fatigue, accounts_of(session, people))
    # Of those who were not asked about, only that they are spread like the others is known.
    rest = () if standing.asked == len(people) else (now + timedelta(days=spread_days),)
    return Preview(
        drawing=drawn.drawing,
        unhappy=drawn.unhappy,
        standing=standing,
        places=_places(campaign, callees.countries, rules),
        chances=_chances(session, campaign, people),
        lengths=heard,
        estimate=worked.not_before(*standing.latest, *rest),
        spread_days=spread_days,
        unaddressed=unaddressed,
    )


def _unaddressed(session: Session, campaign: Campaign, people: Sequence[Candidate]) -> int | None:
    return None if campaign.notice_days is None else without_address(session, [one.contact_id for one in people])


def anybody_callable(
    session: Session,
    campaign: Campaign,
    people: Sequence[Candidate],
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> tuple[bool, Counter[tuple[str, ...]]]:
    """Whether at least one of the drawn can ever be called; if not, why, by how many."""
    why: Counter[tuple[str, ...]] = Counter()
    for _, question in _questions(session, campaign, people, rules, line_hash, now):
        ruling = question.ruling(now)
        if not isinstance(ruling.decision, Block) or ruling.onward is not None:
            return True, why
        why[tuple(ruling.decision.reasons)] += 1
    return False, why


def _questions(
    session: Session,
    campaign: Campaign,
    people: Sequence[Candidate],
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> Iterator[tuple[Contact, Question]]:
    """What the rules are asked with about each person, as if the campaign ran and their case were due."""
    running = Campaign(**{column.key: getattr(campaign, column.key) for column in Campaign.__table__.columns})
    running.status = CampaignStatus.RUNNING
    for start in range(0, len(people), AT_ONCE):
        wanted = {one.contact_id: one.touchpoint_id for one in people[start : start + AT_ONCE]}
        # As rows that are in no table: the rules see what they would see, and nothing is written.
        cases = [
            Case(
                id=-place, kind=CaseKind.SURVEY, campaign_id=campaign.id, contact_id=contact.id,
                touchpoint_id=touchpoint.id, channel=Channel.IVR, waiting_for=[], campaign=running,
                contact=contact, touchpoint=touchpoint,
            )
            for place, (contact, touchpoint) in enumerate(_loaded(session, wanted), 1)
        ]  # fmt: skip
        asked = questions(session, cases, rules=rules, line_hash=line_hash, now=now)
        yield from ((case.contact, asked[case.id]) for case in cases)


def _loaded(session: Session, wanted: Mapping[int, int]) -> list[tuple[Contact, Touchpoint]]:
    options = (joinedload(Contact.account, innerjoin=True), joinedload(Contact.line, innerjoin=True))
    contacts = session.scalars(select(Contact).where(Contact.id.in_(wanted)).options(*options)).all()
    touchpoints = session.scalars(select(Touchpoint).where(Touchpoint.id.in_(wanted.values()))).all()
    about = {one.id: one for one in touchpoints}
    # PostgreSQL may read the second after a list was taken back.
    return [(one, about[wanted[one.id]]) for one in contacts if wanted[one.id] in about]


def _standing(
    session: Session,
    campaign: Campaign,
    people: Sequence[Candidate],
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> tuple[Standing, Callees]:
    allowed = 0
    later: dict[tuple[str, ...], list[datetime]] = {}
    onward: Counter[tuple[str, ...]] = Counter()
    blocked: Counter[tuple[str, ...]] = Counter()
    asked = list(_questions(session, campaign, people[:MOST_ASKED], rules, line_hash, now))
    callees = Callees(
        countries=Counter(country_of(contact) for contact, _ in asked),
        segments=Counter(segment_of(contact, rules) for contact, _ in asked),
    )
    for ruling in in_turn([(contact.account_id, question) for contact, question in asked], now):
        match ruling.decision:
            case Defer(until=until, reasons=reasons):
                later.setdefault(tuple(reasons), []).append(until)
            case Block(reasons=reasons):
                (blocked if ruling.onward is None else onward)[tuple(reasons)] += 1
            case _:
                allowed += 1
    waiting = (Group(reasons, len(times), min(times), max(times)) for reasons, times in later.items())
    standing = Standing(
        asked=len(asked),
        now=allowed,
        deferred=tuple(sorted(waiting, key=lambda one: (one.until or now, one.reasons))),
        onward=_groups(onward),
        blocked=_groups(blocked),
    )
    callees.live_share = onward.total() / max(standing.callable, 1)
    return standing, callees


def _groups(counted: Counter[tuple[str, ...]]) -> tuple[Group, ...]:
    return tuple(Group(reasons, people) for reasons, people in sorted(counted.items(), key=lambda one: (-one[1], one)))


def _places(campaign: Campaign, countries: Counter[str | None], rules: Rulebook) -> tuple[Place, ...]:
    found = (Place(country or "", people, hours_in(campaign, country, rules)) for country, people in countries.items())
    return tuple(sorted(found, key=lambda one: (-one.people, one.country)))


def _chances(session: Session, campaign: Campaign, people: Sequence[Candidate]) -> tuple[Chance, ...]:
    rows = session.scalars(select(Quota).where(Quota.campaign_id == campaign.id).order_by(Quota.id)).all()
    if not rows:
        return ()
    kinds = _kinds(session, people)
    facts = [{**one.facts, "touchpoint": kinds.get(one.touchpoint_id)} for one in people]
    return tuple(
        Chance(row.segment, row.target, sum(PureQuota(row.segment, row.target).covers(one) for one in facts))
        for row in rows
    )


def _kinds(session: Session, people: Sequence[Candidate]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(people), AT_ONCE):
        ids = [one.touchpoint_id for one in people[start : start + AT_ONCE]]
        rows = session.execute(select(Touchpoint.id, Touchpoint.kind).where(Touchpoint.id.in_(ids)))
        found.update({touchpoint_id: kind for touchpoint_id, kind in rows})
    return found
