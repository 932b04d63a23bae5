"""Launching a draft as it was looked at, a short step at a time: asked for, drawn, filled with cases, then begun.

The campaign stays a draft, for which nobody is phoned, until its one row is flipped at the end. Whoever works on a
launch takes it up with a new turn; whoever comes back from an older turn writes nothing any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, CampaignKind, CampaignStatus, Case
from vocsurvey.db.launch import AT_WORK, UNDER_WAY, CampaignLaunch, LaunchState
from vocsurvey.db.reads.candidates import how_many, taken_back
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.fieldwork.explanation import reasons_in_words, remedies_in_words
from vocsurvey.fieldwork.plan import Plan
from vocsurvey.fieldwork.typed import Known
from vocsurvey.operations import administering, holding_launch
from vocsurvey.operations.administering import Launched, Refusal
from vocsurvey.operations.campaign_log import Actor, latest
from vocsurvey.operations.drawing import Pair, draw_people, open_cases, pairs_of, still_there
from vocsurvey.operations.planning import plan_of
from vocsurvey.operations.previewing import anybody_callable
from vocsurvey.operations.round_news import tell_begun, tell_refused
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.operations.versions import pin
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.rulebook import Rulebook

AT_ONCE = 500
"""Cases that are opened, or cleared away, in one transaction: turns of running calls wait behind it."""
WORKING = timedelta(seconds=60)
"""Whoever works on a launch is believed to be alive for so long after each step."""
DRAWN_A_SECOND = 500
"""People of whom a slow machine draws this many a second: a draw is one long look, and longer with more people."""
MOST_TRIES = 8
"""A launch that was taken up so often without getting any further is given up."""
GIVEN_UP = (
    "It broke off {} times. Whoever looks after this house finds the cause in the log of the workers; then launch it "
    "again."
)


@dataclass(frozen=True)
class Turn:
    """Leave to work on a launch until somebody else takes it up. ``lists_back``: the lists taken back before it."""

    campaign_id: int
    number: int
    lists_back: int


@dataclass(frozen=True)
class Ready:
    """What is left to do: the people who are drawn, those of them without a case, and the cases of nobody drawn."""

    people: Sequence[Pair]
    missing: Sequence[Pair]
    surplus: Sequence[int]


@dataclass(frozen=True)
class Unlike:
    """The draft holds other cases than those that were to be opened, or a list was taken back: draw again."""


def ask(
    session: Session,
    campaign_id: int,
    questionnaire: Questionnaire,
    known: Known,
    by: Actor,
    *,
    seen: int | None = None,
    lacking_voices: Sequence[str] = (),
    after_id: int | None = None,
    now: datetime,
) -> CampaignLaunch | Refusal:
    """Ask for the launch of a draft: its questionnaire is pinned as it is now, and some worker does the rest.

    ``seen`` is the revision of the plan that somebody looked at, None for whatever it is now. ``after_id`` is the round
    before, when it is the clock that asks.
    """
    campaign = session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    launch = session.get(CampaignLaunch, campaign_id, populate_existing=True)
    refusal = _changed(session, campaign, launch, seen) or _not_ready(session, campaign, known, lacking_voices)
    if refusal is not None:
        return refusal
    version = pin(session, questionnaire, now)
    if launch is None:
        launch = CampaignLaunch(campaign_id=campaign_id, turn=0)
        session.add(launch)
    launch.state, launch.revision, launch.after_id = LaunchState.DRAWING, campaign.revision, after_id
    launch.questionnaire_digest = version.digest
    launch.actor, launch.actor_id = by.name[:200], by.user_id
    launch.people, launch.placed, launch.tries, launch.reason = None, 0, 0, None
    launch.asked_at, launch.ended_at, launch.enqueued_until = now, None, None
    session.flush()
    return launch


def nudge(session: Session, now: datetime) -> tuple[int, ...]:
    """The launches on which nobody works: for each a worker is to be woken, once in a while."""
    idle = or_(CampaignLaunch.enqueued_until.is_(None), CampaignLaunch.enqueued_until <= now)
    wanted = select(CampaignLaunch).where(CampaignLaunch.state.in_(AT_WORK), idle)
    found = session.scalars(wanted.order_by(CampaignLaunch.campaign_id).with_for_update(skip_locked=True)).all()
    for launch in found:
        launch.enqueued_until = now + WORKING
    session.flush()
    return tuple(launch.campaign_id for launch in found)


def take_up(session: Session, campaign_id: int, now: datetime) -> Turn | None:
    """Begin or go on to work on a launch; None when there is nothing to do, or it is given up now."""
    launch = _locked(session, campaign_id)
    if launch is None or launch.state not in AT_WORK:
        return None
    if launch.tries >= MOST_TRIES:
        _refuse(session, launch, GIVEN_UP.format(launch.tries), now)
        return None
    launch.state, launch.turn, launch.tries = LaunchState.DRAWING, launch.turn + 1, launch.tries + 1
    # A draw is one long look, during which nothing says that anybody is alive.
    launch.enqueued_until = now + WORKING + timedelta(seconds=how_many(session) / DRAWN_A_SECOND)
    session.flush()
    return Turn(campaign_id, launch.turn, taken_back(session))


def prepare(
    session: Session, campaign_id: int, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> Ready | Refusal:
    """Draw, and say why it is not launched. Reads only: it takes a while over many people, and nobody waits for it."""
    launch = session.get_one(CampaignLaunch, campaign_id)
    campaign = launch.campaign
    drawn = () if campaign.standing else draw_people(session, campaign, now).drawing.drawn
    possible, why = anybody_callable(session, campaign, drawn, rules, line_hash, now)
    if why and not possible:
        reasons, people = why.most_common(1)[0]
        return Refusal(
            f"“{campaign.name}” is not launched, because nobody in it may be called: "
            f"{people} of {len(drawn)} because of this: {reasons_in_words(reasons)}. "
            f"What would have to change: {remedies_in_words(reasons)}."
        )
    refusal = administering.nobody_or_too_long(session, campaign, len(drawn), pinned(launch.questionnaire))
    if refusal is not None:
        return refusal
    return _left_to_do(session, campaign_id, pairs_of(drawn))


def draw_done(session: Session, turn: Turn, ready: Ready, now: datetime) -> bool:
    """It is known how many there will be. False when somebody else works on it, or nobody shall."""
    launch = _mine(session, turn, now)
    if launch is None:
        return False
    launch.state = LaunchState.FILLING
    launch.people, launch.placed = len(ready.people), len(ready.people) - len(ready.missing)
    session.flush()
    return True


def take_away(session: Session, turn: Turn, cases: Sequence[int], now: datetime) -> bool:
    """Take away cases of people whom the draw does not hold any more. False as above."""
    if _mine(session, turn, now) is None:
        return False
    _clear(session, Case.id.in_(cases))
    return True


def fill(session: Session, turn: Turn, pairs: Sequence[Pair], now: datetime) -> bool:
    """Open the cases of some of the drawn, but of nobody who is gone since. Nobody is phoned for a draft. False as
    above.
    """
    launch = _mine(session, turn, now)
    if launch is None:
        return False
    # Ids that an undo frees are given out again on SQLite: they may be other people's by now.
    there = still_there(session, pairs) if taken_back(session) == turn.lists_back else []
    open_cases(session, turn.campaign_id, there, now)
    launch.placed += len(there)
    launch.tries = 0 if there else launch.tries
    session.flush()
    return True


def begin(session: Session, turn: Turn, now: datetime) -> Launched | Unlike | None:
    """Launch a draft whose cases are all there, by flipping its one row. None when it is not to be."""
    launch = _mine(session, turn, now)
    if launch is None:
        return None
    there = session.scalar(select(func.count(Case.id)).where(Case.campaign_id == turn.campaign_id)) or 0
    if launch.placed != launch.people or there != launch.people or taken_back(session) != turn.lists_back:
        session.flush()
        return Unlike()
    campaign, by = launch.campaign, Actor(launch.actor, launch.actor_id)
    done = administering.begin(session, campaign, pinned(launch.questionnaire), launch.people, by, now)
    launch.state, launch.ended_at, launch.enqueued_until = LaunchState.DONE, now, None
    if launch.after_id is not None:
        tell_begun(session, session.get_one(Campaign, launch.after_id), campaign, done.cases, now)
    session.flush()
    return done


def refuse(session: Session, turn: Turn, sentence: str, now: datetime) -> None:
    """It cannot be launched: it waits as a draft, with the reason, unless somebody else has decided otherwise."""
    launch = _mine(session, turn, now)
    if launch is not None:
        _refuse(session, launch, sentence, now)


def sweep(session: Session) -> int:
    """Take away some of the cases of a draft that is not being launched any more; how many. Until it is 0.

    A draft that somebody is turning at this moment is left for the next time.
    """
    under_way = select(CampaignLaunch.campaign_id).where(CampaignLaunch.state.in_(UNDER_WAY))
    drafts = select(Campaign).where(
        Campaign.status == CampaignStatus.DRAFT, Campaign.kind == CampaignKind.SURVEY, Campaign.id.not_in(under_way)
    )
    filled = drafts.where(exists().where(Case.campaign_id == Campaign.id)).order_by(Campaign.id).limit(1)
    draft = session.scalars(filled.with_for_update(skip_locked=True).execution_options(populate_existing=True)).first()
    # PostgreSQL looked before it had the lock: it may be launched again by now.
    if draft is None or holding_launch.under_way(session, draft) is not None:
        return 0
    return _clear(session, Case.campaign_id == draft.id)


def _left_to_do(session: Session, campaign_id: int, people: Sequence[Pair]) -> Ready:
    """What a launch that broke off has left of these people."""
    rows = session.execute(
        select(Case.id, Case.touchpoint_id, Case.contact_id).where(Case.campaign_id == campaign_id)
    ).all()
    there = {(touchpoint_id, contact_id): case_id for case_id, touchpoint_id, contact_id in rows}
    wanted = set(people)
    return Ready(
        people,
        [pair for pair in people if pair not in there],
        [case_id for pair, case_id in there.items() if pair not in wanted],
    )


def _locked(session: Session, campaign_id: int) -> CampaignLaunch | None:
    """The launch of a campaign, whose row is locked first, as whoever turns a campaign does."""
    session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    return session.get(CampaignLaunch, campaign_id, populate_existing=True)


def _mine(session: Session, turn: Turn, now: datetime) -> CampaignLaunch | None:
    """The launch, if this turn is still the one that works on it."""
    launch = _locked(session, turn.campaign_id)
    if launch is None or launch.turn != turn.number or launch.state not in AT_WORK:
        return None
    launch.enqueued_until = now + WORKING
    return launch


def _refuse(session: Session, launch: CampaignLaunch, sentence: str, now: datetime) -> None:
    launch.state, launch.reason, launch.ended_at = LaunchState.REFUSED, sentence[:4000], now
    if launch.after_id is not None:
        tell_refused(session, session.get_one(Campaign, launch.after_id), launch.campaign, sentence, now)
    session.flush()


def _clear(session: Session, which: ColumnElement[bool]) -> int:
    """Cases of drafts: nobody was ever called for them, so nothing refers to them."""
    some = session.scalars(select(Case.id).where(which).limit(AT_ONCE)).all()
    session.execute(delete(Case).where(Case.id.in_(some)), execution_options={"synchronize_session": False})
    return len(some)


def _changed(session: Session, campaign: Campaign, launch: CampaignLaunch | None, seen: int | None) -> Refusal | None:
    """Whether somebody else was faster."""
    last = latest(session, campaign.id)
    who = last.actor if last is not None else "Somebody"
    if campaign.status != CampaignStatus.DRAFT:
        return Refusal(f"“{campaign.name}” is {campaign.status}, so it cannot be launched again. {who} was faster.")
    if launch is not None and launch.state in UNDER_WAY:
        return Refusal(f"“{campaign.name}” is being launched already. {launch.actor} was faster.")
    if seen is not None and campaign.revision != seen:
        return Refusal(f"{who} has changed the plan since you looked at it. Look at it again, then launch it.")
    return None


def _not_ready(session: Session, campaign: Campaign, known: Known, lacking_voices: Sequence[str]) -> Refusal | None:
    plan = plan_of(session, campaign, known)
    if not isinstance(plan, Plan):
        first = next(iter(plan.values())).sentence
        return Refusal(f"“{campaign.name}” is not launched, because its plan is not whole: {first}")
    if lacking_voices:
        return Refusal(f"No voice speaks {', '.join(lacking_voices)}; name one in voices.yaml in the folder of rules.")
    return None
