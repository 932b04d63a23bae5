"""The script on a caller's page: what to read aloud, what to press, how long it has taken, what was flagged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import render_template
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.reads.bridge import bridge_of
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.db.reads.said import Said, asked_as, said_in
from vocsurvey.interview.turn import Ask, Line, Part
from vocsurvey.operations.callee import zones_of
from vocsurvey.operations.conducting import Scene
from vocsurvey.questionnaire.check_length import LONGEST
from vocsurvey.web.forms import Press
from vocsurvey.web.questionnaire_sheet import language_name

PROBES = {
    "en": ("What do you mean by that?", "Could you tell me a little more?", "Is there anything else?"),
    "de": ("Wie meinen Sie das?", "Können Sie mir dazu etwas mehr sagen?", "Gibt es sonst noch etwas?"),
    "fr": ("Que voulez-vous dire par là ?", "Pourriez-vous m’en dire un peu plus ?", "Y a-t-il autre chose ?"),
    "es": ("¿Qué quiere decir con eso?", "¿Podría contarme un poco más?", "¿Hay algo más?"),
}
"""Neutral ways to ask on: they suggest no answer."""
_TEN = "t"
_YES_NO = {"yes": "y", "no": "n"}


@dataclass(frozen=True)
class Key:
    """An answer to press: its value, its label, and the key of the keyboard for it."""

    value: str
    label: str
    key: str


@dataclass(frozen=True)
class Raised:
    """A flag that stands: the question as it is asked, and how serious it is."""

    asked: str
    severity: str


def keys_of(ask: Ask | None) -> tuple[Key, ...]:
    """The answers that can be pressed. On a scale the key is the number, and T for ten; y and n answer yes and no."""
    if ask is None:
        return ()
    found = []
    for place, one in enumerate(ask.offered, 1):
        value = str(one.value)
        if ask.kind in ("yes_no", "consent"):
            key = _YES_NO[value]
        elif ask.kind == "scale":
            key = value if len(value) == 1 else _TEN
        else:
            key = str(place)
        found.append(Key(value, one.label, key))
    return tuple(found)


def page(
    session: Session,
    lease: DeskLease,
    scene: Scene,
    *,
    refusal: str | None = None,
    kept: str = "",
    kept_for: str | None = None,
) -> str:
    """The page while somebody is on the phone. ``kept`` is what was typed for the step ``kept_for`` and did not become
    an answer: where that is not put any more, it stands apart."""
    case = session.get_one(Case, lease.case_id)
    turn, questionnaire = scene.course.turn, pinned(scene.interview.questionnaire)
    answers = [one for one in said_in(scene.interview) if not one.superseded]
    here = turn.ask is not None and turn.ask.step == kept_for
    picked_up_at = scene.attempt.call.answered_at or scene.attempt.opened_at
    return render_template(
        "desk_script.html",
        lease=lease,
        lease_id=lease.id,
        until=lease.expires_at,
        case=case,
        zones=zones_of(case.contact),
        now=now(),
        turn=turn,
        read_aloud=_lines(turn.lines, notes=False),
        notes=_lines(turn.lines, notes=True),
        keys=keys_of(turn.ask),
        before=_before(answers, turn.ask),
        draft=kept if kept and here else scene.draft,
        kept="" if here else kept,
        refusal=refusal,
        answers=answers,
        flags=[
            Raised(asked_as(questionnaire, one.question, scene.interview.facts), one.flag.severity)
            for one in scene.course.standing_answers
            if one.flag is not None
        ],
        probes=PROBES.get(turn.language.partition("-")[0], PROBES["en"]),
        others=[(code, language_name(code)) for code in questionnaire.languages if code != turn.language],
        used=_seconds(now() - picked_up_at),
        budget=_seconds(LONGEST),
        over=turn.ending is not None,
        from_number=scene.attempt.call.from_number,
        press=Press(formdata=None),
        line=bridge_of(session, lease.user_id),
    )


def _lines(lines: tuple[Line, ...], *, notes: bool) -> list[Line]:
    return [line for line in lines if (line.part is Part.NOTE) is notes]


def _before(answers: list[Said], ask: Ask | None) -> Said | None:
    """What stands for this question already, after a way back."""
    return next((one for one in answers if ask is not None and one.question == ask.step), None)


def _seconds(span: timedelta) -> int:
    return max(0, int(span.total_seconds()))
