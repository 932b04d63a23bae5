"""The script on a caller's page: what to read aloud, what to press, how long it has taken, what was flagged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import render_template
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.bridge import Bridge, BridgeStatus
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.reads.bridge import BridgeView, bridge_of, colleague_in
from vocsurvey.db.reads.desk import before
from vocsurvey.db.reads.pinned import pinned_to
from vocsurvey.db.reads.said import Said, asked_as, said_in
from vocsurvey.db.reads.talk_time import talked
from vocsurvey.interview.if_asked import Wondered, if_asked
from vocsurvey.interview.progress import Progress, progress_at
from vocsurvey.interview.state import Frame
from vocsurvey.interview.turn import Ask, Line, Part, Turn
from vocsurvey.operations import bringing_in, taping
from vocsurvey.operations.callee import zones_of
from vocsurvey.operations.conducting import Scene
from vocsurvey.operations.raising import raised_by_caller
from vocsurvey.questionnaire.check_length import LONGEST
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.web.desk_forms import FlagNow
from vocsurvey.web.desk_words import ended_as
from vocsurvey.web.forms import Press
from vocsurvey.web.questionnaire_sheet import language_name
from vocsurvey.web.wiring import runtime

PROBES = {
    "en": ("What do you mean by that?", "Could you tell me a little more?", "Is there anything else?"),
    "de": ("Wie meinen Sie das?", "Können Sie mir dazu etwas mehr sagen?", "Gibt es sonst noch etwas?"),
    "fr": ("Que voulez-vous dire par là ?", "Pourriez-vous m’en dire un peu plus ?", "Y a-t-il autre chose ?"),
    "es": ("¿Qué quiere decir con eso?", "¿Podría contarme un poco más?", "¿Hay algo más?"),
}
"""Neutral ways to ask on: they suggest no answer."""
WONDERED = {
    Wondered.WHO_CALLS: "Who is calling?",
    Wondered.WHY_CALLING: "What is it about?",
    Wondered.WHY_ME: "Why me?",
    Wondered.HOW_LONG: "How long does it take?",
    Wondered.CONFIDENTIAL: "Who sees my answers?",
    Wondered.WHOSE_NUMBER: "Where do you have my number from?",
    Wondered.RECORDED: "Is this recorded?",
}
"""What they may ask, in the words of the caller's page."""
_TEN = "t"
_YES_NO = {"yes": "y", "no": "n"}


_PUT_AGAIN = frozenset(Frame) - {Frame.SUCCESSOR}


@dataclass(frozen=True)
class Key:
    """An answer to press: its value, its label, and the key of the keyboard for it."""

    value: str
    label: str
    key: str


@dataclass(frozen=True)
class Raised:
    """A flag that stands: the question as it is asked, and how serious it is. ``by_hand``: the caller raised it."""

    asked: str
    severity: str
    by_hand: bool = False


def keys_of(ask: Ask | None) -> tuple[Key, ...]:
    """The answers that can be pressed. On a scale the key is the number, and T for ten; y and n answer yes and no."""
    if ask is None:
        return ()
    found = []
    for one in ask.offered:
        value = str(one.value)
        if ask.kind in ("yes_no", "consent"):
            key = _YES_NO[value]
        elif ask.kind == "scale":
            key = value if len(value) == 1 else _TEN
        else:
            key = one.key
        found.append(Key(value, one.label, key))
    return tuple(found)


@dataclass(frozen=True)
class Sheet:
    """The part of the script that every answer changes. All of it is values: it is shown after the transaction.

    ``kept`` is what was typed and did not become an answer, where its question is not put any more. ``withheld``:
    whether an answer may be withheld here. Who it is and when to call would be put again, so that nobody is offered it.
    """

    lease_id: int
    turn: Turn
    read_aloud: list[Line]
    notes: list[Line]
    keys: tuple[Key, ...]
    withheld: bool
    before: Said | None
    draft: str
    kept: str
    refusal: str | None
    answers: list[Said]
    flags: list[Raised]
    probes: tuple[str, ...]
    others: list[tuple[str, str]]
    asked: list[tuple[str, str]]
    from_number: str
    over: bool
    progress: Progress | None


def sheet(
    session: Session,
    scene: Scene,
    lease_id: int,
    *,
    refusal: str | None = None,
    kept: str = "",
    kept_for: str = "",
) -> Sheet:
    """What stands in the script now. ``kept`` was typed for the step ``kept_for``: where that is not put any more, it
    stands apart. Within the transaction that the scene comes from."""
    turn, questionnaire = scene.course.turn, pinned_to(scene.interview)
    answers = [one for one in said_in(scene.interview) if not one.superseded]
    here = turn.ask is not None and turn.ask.step == kept_for
    return Sheet(
        lease_id=lease_id,
        turn=turn,
        read_aloud=_lines(turn.lines, notes=False),
        notes=_lines(turn.lines, notes=True),
        keys=keys_of(turn.ask),
        withheld=turn.ask is not None and turn.ask.step not in _PUT_AGAIN,
        before=_before(answers, turn.ask),
        draft=kept if kept and here else scene.draft,
        kept="" if here else kept,
        refusal=refusal,
        answers=answers,
        flags=_flags(session, scene, questionnaire),
        probes=PROBES.get(turn.language.partition("-")[0], PROBES["en"]),
        others=[(code, language_name(code)) for code in questionnaire.languages if code != turn.language],
        asked=_if_asked(scene, questionnaire),
        from_number=scene.attempt.call.from_number,
        over=turn.ending is not None,
        progress=progress_at(questionnaire, scene.interview.facts, scene.course),
    )


def _flags(session: Session, scene: Scene, questionnaire: Questionnaire) -> list[Raised]:
    """What somebody will answer for: by the answers that stand, and by the caller's own judgement."""
    facts = scene.interview.facts
    derived = [one for one in scene.course.standing_answers if one.flag is not None]
    raised = raised_by_caller(session, scene.interview)
    return [
        *(Raised(asked_as(questionnaire, one.question, facts), one.flag.severity) for one in derived if one.flag),
        *(Raised(asked_as(questionnaire, one.question, facts), one.severity, by_hand=True) for one in raised),
    ]


def _if_asked(scene: Scene, questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """What they may ask, with what is read out then: in the language that is spoken."""
    turn, interview = scene.course.turn, scene.interview
    confided = turn.ask is not None and any(one.id == turn.ask.step for one in questionnaire.questions)
    occasion = interview.occasions[(scene.attempt.leg or 1) - 1]
    answers = if_asked(questionnaire, interview.facts, occasion, turn.language, confided=confided)
    return [(WONDERED[one.asked], one.text) for one in answers]


def part(it: Sheet) -> str:
    """The part of the page that an answer changes."""
    return render_template("desk_script_part.html", it=it, beside=None, press=Press(formdata=None))


def page(
    session: Session, lease: DeskLease, scene: Scene, it: Sheet | None = None, flag_now: FlagNow | None = None
) -> str:
    """The whole page while somebody is on the phone; ``flag_now`` was filled in wrongly."""
    case, line = session.get_one(Case, lease.case_id), bridge_of(session, lease.user_id)
    return render_template(
        "desk_script.html",
        it=it or sheet(session, scene, lease.id),
        beside=before(session, case),
        ended_as=ended_as,
        flag_now=flag_now or FlagNow(formdata=None),
        lease=lease,
        lease_id=lease.id,
        until=lease.expires_at,
        case=case,
        zones=zones_of(case.contact),
        now=now(),
        used=used_of(session, scene.attempt),
        budget=int(LONGEST.total_seconds()),
        press=Press(formdata=None),
        line=line,
        tape=tape_of(session, line),
        colleague=None if line is None else colleague_in(session, line.bridge_id),
        colleagues=bringing_in.colleagues(session, case, lease.user_id, rules=runtime().rulebook, now=now()),
    )


def tape_of(session: Session, line: BridgeView | None) -> str | None:
    """Whether the call on a line is recorded: ``starting``, ``running``, ``stopping``; ``may`` where it can be; None
    where it cannot, because they have not agreed."""
    if line is None or line.party is None or line.status is not BridgeStatus.TALKING:
        return None
    tape = taping.running(session, line.party.call_id)
    if tape is None:
        bridge = session.get_one(Bridge, line.bridge_id)
        return "may" if taping.may_begin(session, bridge, runtime().rulebook) else None
    if tape.stop_wanted_at is not None:
        return "stopping"
    return "starting" if tape.begun_at is None else "running"


def used_of(session: Session, attempt: Attempt) -> int:
    """The seconds that count against the budget so far: those on hold do not."""
    return int((talked(session, attempt.call, now()) or timedelta(0)).total_seconds())


def _lines(lines: tuple[Line, ...], *, notes: bool) -> list[Line]:
    return [line for line in lines if (line.part is Part.NOTE) is notes]


def _before(answers: list[Said], ask: Ask | None) -> Said | None:
    """What stands for this question already, after a way back."""
    return next((one for one in answers if ask is not None and one.question == ask.step), None)
