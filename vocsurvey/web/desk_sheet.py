"""The caller's desk as a page: empty, with a case and what is known of it, or with the script while they talk."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.bridge import BridgeStatus
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.people import User
from vocsurvey.db.reads.bridge import BridgeView, bridge_of, colleague_in, incoming_for, passed_to
from vocsurvey.db.reads.contacts import phone_of
from vocsurvey.db.reads.desk import coming, last_lost, own_attempt, preview
from vocsurvey.db.room import DeskPresence
from vocsurvey.operations import appointing, conducting, connecting, leasing, wrapping_up
from vocsurvey.operations.callee import zones_of
from vocsurvey.operations.sorting import language_of
from vocsurvey.web import script_sheet
from vocsurvey.web.after_sheet import after_call
from vocsurvey.web.desk_forms import Agreed, Done, GiveBack, NeverAgain, OwnPhone
from vocsurvey.web.desk_words import ended_as
from vocsurvey.web.forms import Press
from vocsurvey.web.questionnaire_sheet import language_name
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime


def desk(session: Session, form: FlaskForm | None = None) -> str:
    """The desk of the visitor as it stands, with a form that was filled in wrongly."""
    held = leasing.held_by(session, visitor().id)
    return empty(session, form) if held is None else with_case(session, held, form)


def coming_soon(session: Session) -> Any:
    """The times that are due soon."""
    return coming(session, visitor().id, now() + runtime().rulebook.desk.announced)


def empty(session: Session, form: FlaskForm | None = None, *, kept: str = "", refusal: str | None = None) -> str:
    """Nobody is on the desk. ``kept`` is what was typed for a case that is gone, ``refusal`` why it is."""
    user, presence = session.get_one(User, visitor().id), session.get(DeskPresence, visitor().id)
    return render_template(
        "desk.html",
        press=Press(formdata=None),
        coming=coming_soon(session),
        lost=last_lost(session, user.id),
        languages=[language_name(str(code)) for code in user.languages],
        refusals=user.converts_refusals,
        kept=kept,
        refusal=refusal,
        line=bridge_of(session, user.id),
        own_phone=own_phone(user, form),
        resting_since=presence.resting_since if presence is not None else None,
        written=wrapping_up.last_written(session, user.id, runtime().rulebook),
        ended_as=ended_as,
        incoming=incoming_for(session, user.id),
    )


def incoming(session: Session) -> str:
    """A customer who waits for the visitor, put through by the automated voice: the part of an empty desk that changes
    by itself."""
    return render_template("desk_incoming.html", incoming=incoming_for(session, visitor().id))


def with_case(session: Session, lease: DeskLease, form: FlaskForm | None = None) -> str:
    """The case of a lease: before the call, on the way to it, in it, or behind it."""
    scene = conducting.scene_of(session, lease)
    if scene is not None and scene.attempt.closed_at is None:
        passed = passed_to(session, scene.attempt.call_id)
        return script_sheet.page(session, lease, scene) if passed is None else _passed(session, lease, passed, form)
    case, attempt = session.get_one(Case, lease.case_id), own_attempt(session, lease)
    line = bridge_of(session, lease.user_id)
    return render_template(
        "desk_case.html",
        lease=lease,
        lease_id=lease.id,
        until=lease.expires_at,
        case=case,
        attempt=attempt,
        line=line,
        ended_line=line if line is not None and line.ended_for(lease.case_id, lease.taken_at) else None,
        under_way=under_way(line, lease, attempt),
        it=preview(session, case, visitor().id),
        phone=phone_of(case.contact.line),
        zones=zones_of(case.contact),
        language=language_name(language_of(case)),
        now=now(),
        coming=[one for one in coming_soon(session) if one.at > now()],
        ended_as=ended_as,
        after=after_call(session, lease, form),
        calendar=appointing.calendar(session, case, visitor().id, rules=runtime().rulebook, now=now()),
        press=Press(formdata=None),
        give_back=form if isinstance(form, GiveBack) else GiveBack(formdata=None),
        never_again=form if isinstance(form, NeverAgain) else NeverAgain(formdata=None),
        done=form if isinstance(form, Done) else Done(formdata=None),
        agreed=form if isinstance(form, Agreed) else Agreed(formdata=None),
        own_phone=own_phone(lease.user, form),
    )


def state(session: Session, lease: DeskLease) -> str:
    """Where the call is: the part of the page of a case that changes by itself."""
    attempt, line = own_attempt(session, lease), bridge_of(session, lease.user_id)
    passed = passed_to(session, attempt.call_id) if attempt is not None and attempt.closed_at is None else None
    if passed is not None:
        return render_template("desk_passed_now.html", passed=passed, lease_id=lease.id, case=lease.case)
    talks = attempt is not None and attempt.leg is not None
    going = under_way(line, lease, attempt) and not talks
    return render_template("desk_state.html", lease_id=lease.id, line=line, under_way=going)


def _passed(session: Session, lease: DeskLease, passed: str, form: FlaskForm | None) -> str:
    """The case of a lease whose customer talks on with a colleague."""
    return render_template(
        "desk_passed.html",
        lease_id=lease.id,
        until=lease.expires_at,
        case=session.get_one(Case, lease.case_id),
        passed=passed,
        done=form if isinstance(form, Done) else Done(formdata=None),
    )


def alone(session: Session) -> str:
    """The line while the caller is alone in it: the part of a page without a call that changes by itself."""
    return render_template("desk_alone.html", line=bridge_of(session, visitor().id))


def line_of(session: Session, lease: DeskLease | None, refusal: str | None = None) -> str:
    """The line while somebody is in it with the caller: the part of the script that changes by itself."""
    attempt = own_attempt(session, lease) if lease is not None else None
    closed = lease is None or attempt is None or attempt.closed_at is not None
    line = bridge_of(session, visitor().id)
    talking = line is not None and line.status is BridgeStatus.TALKING
    if attempt is not None and not talking and passed_to(session, attempt.call_id) is not None:
        closed = True
    lease_id = lease.id if lease is not None else 0
    used = 0 if closed or attempt is None else script_sheet.used_of(session, attempt)
    return render_template(
        "desk_line.html",
        lease_id=lease_id,
        closed=closed,
        line=line,
        line_refusal=refusal,
        used=used,
        tape=script_sheet.tape_of(session, line),
        colleague=colleague_in(session, line.bridge_id) if talking and line is not None else None,
    )


def under_way(line: BridgeView | None, lease: DeskLease, attempt: Attempt | None) -> bool:
    """Whether a call to the person of a lease is being made."""
    made = line is not None and line.case_id == lease.case_id
    bridged = made and line is not None and line.status not in (BridgeStatus.WAITING, BridgeStatus.ENDED)
    return bridged or (attempt is not None and attempt.closed_at is None)


def own_phone(user: User, form: FlaskForm | None = None) -> OwnPhone:
    """How a caller calls, as they chose it, or as they filled it in wrongly."""
    if isinstance(form, OwnPhone):
        return form
    ready = runtime().browser_phone(user.id) is not None
    return OwnPhone(formdata=None, number=user.phone, way=connecting.way_of(user, ready=ready).value)
