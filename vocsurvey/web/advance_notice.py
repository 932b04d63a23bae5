"""The small page of a note, for whoever got it: no session, no cookie; the link is all that proves who they are.

Mail scanners follow links, so nothing that is fetched changes anything; what is posted carries the page's form token,
but for the one click of a mail program (RFC 8058).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from sqlalchemy.orm import Session
from werkzeug.exceptions import TooManyRequests

from vocsurvey.clock import now
from vocsurvey.fieldwork.note_text import about_it, first_time, one_line
from vocsurvey.fieldwork.notice_words import Words
from vocsurvey.fieldwork.phone import Line, read_number
from vocsurvey.jobs.queues import CALLS, ring
from vocsurvey.operations import choosing
from vocsurvey.operations.choosing import Chosen, Why
from vocsurvey.operations.note_page import NotePage, note_page
from vocsurvey.web.characters import without_nul
from vocsurvey.web.do_not_call import HANG_UP
from vocsurvey.web.guard import public
from vocsurvey.web.limits import limiter
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("advance_notice", __name__, url_prefix="/n")
LONGEST_NAME = 100
OF_ONE_ADDRESS, OF_ONE_LINK = "90 per minute", "20 per minute; 120 per hour"
_ONE_CLICK = ("List-Unsubscribe", "One-Click")


def _one_click() -> bool:
    """Whether a mail program posts what RFC 8058 has it post; many of them share an address."""
    return request.method == "POST" and request.form.get(_ONE_CLICK[0]) == _ONE_CLICK[1]


def _link() -> str:
    return str((request.view_args or {}).get("token", get_remote_address()))[:80]


limited_by_address = limiter.shared_limit(OF_ONE_ADDRESS, scope="notes by address", exempt_when=_one_click)
limited_by_link = limiter.shared_limit(OF_ONE_LINK, scope="notes by link", key_func=_link, methods=["POST"])


@dataclass(frozen=True)
class Trouble:
    """What was wrong, at which part of the page, and what was typed there."""

    part: str
    word: str
    typed: Mapping[str, str] = field(default_factory=dict)


@blueprint.get("/<token>")
@limited_by_address
@public
def page(token: str) -> ResponseReturnValue:
    """How things stand, and what can be chosen."""
    return _shown(token)


@blueprint.post("/<token>/time")
@limited_by_address
@limited_by_link
@public
def time(token: str) -> ResponseReturnValue:
    """An appointment."""
    at = _moment(request.form.get("at", ""))
    if at is None:
        return _shown(token, Trouble("time", "time_missing"))
    rules = runtime().rulebook
    return _chosen(
        token,
        "time",
        lambda session, note: choosing.choose_time(session, note, at, rules=rules, now=now()),
        {"at": request.form["at"]},
    )


@blueprint.post("/<token>/later")
@limited_by_address
@limited_by_link
@public
def later(token: str) -> ResponseReturnValue:
    """A deferral."""
    rules = runtime().rulebook
    deferral = rules.advance_notice.deferral(request.form.get("wait", ""))
    if deferral is None:
        return _shown(token, Trouble("later", "later_missing"))
    return _chosen(
        token,
        "later",
        lambda session, note: choosing.put_off(session, note, deferral, rules=rules, now=now()),
        {"wait": deferral.name},
    )


@blueprint.post("/<token>/instead")
@limited_by_address
@limited_by_link
@public
def instead(token: str) -> ResponseReturnValue:
    """A successor."""
    typed = {name: without_nul(request.form.get(name, ""))[:200] for name in ("name", "phone")}
    name = one_line(typed["name"])
    if not 0 < len(name) <= LONGEST_NAME:
        return _shown(token, Trouble("instead", "name_missing", typed))
    line = read_number(typed["phone"], None)
    if not isinstance(line, Line):
        return _shown(token, Trouble("instead", "phone_wrong", typed))
    rules = runtime().rulebook
    return _chosen(
        token,
        "instead",
        lambda session, note: choosing.name_successor(session, note, name, line, rules=rules, now=now()),
        typed,
    )


@blueprint.post("/<token>/back")
@limited_by_address
@limited_by_link
@public
def back(token: str) -> ResponseReturnValue:
    """As it was planned."""
    return _chosen(token, "top", lambda session, note: choosing.take_back(session, note, now=now()), {})


@blueprint.route("/<token>/never", methods=["GET", "POST"])
@limited_by_address
@limited_by_link
@public
def never(token: str) -> ResponseReturnValue:
    """A suppression. Fetched it is the page, with this part open; posted by a mail program it needs no form."""
    if request.method == "GET":
        return _shown(token, opened="never")
    house, by_mail = runtime(), _one_click()

    def work(session: Session, note: str) -> Chosen | Why:
        return choosing.never(
            session, note, by_mail=by_mail, rules=house.rulebook, line_hash=house.line_hash, now=now()
        )

    if not by_mail:
        return _chosen(token, "never", work, {})
    public_id = house.links.read(token)
    done = None if public_id is None else house.database.run(lambda session: work(session, public_id))
    if not isinstance(done, Chosen):
        return _lost()
    ring(house.redis, CALLS, HANG_UP, done.hang_up)
    return "", 200


@blueprint.errorhandler(TooManyRequests)
def too_often(_: TooManyRequests) -> ResponseReturnValue:
    """One sentence, in a language that the browser asks for."""
    language, words = _guessed()
    return render_template("note_lost.html", language=language, w=words, sentence=words.too_often), 429


def _chosen(
    token: str, part: str, work: Callable[[Session, str], Chosen | Why], typed: Mapping[str, str]
) -> ResponseReturnValue:
    """Do it, and show what holds now; or say at its part of the page why not, with what was typed."""
    house = runtime()
    public_id = house.links.read(token)
    if public_id is None:
        return _lost()
    if not house.links.reads_form(public_id, request.form.get("form", ""), now().date()):
        return _shown(token, Trouble(part, "form_old", typed))
    done = house.database.run(lambda session: work(session, public_id))
    if isinstance(done, Why):
        # A call that rings, and one that is over, say so at the top of the page.
        return _shown(token, Trouble("top" if done in (Why.CALLING, Why.OVER) else part, done.value, typed))
    ring(house.redis, CALLS, HANG_UP, done.hang_up)
    return redirect(url_for(".page", token=token), 303)


def _shown(token: str, trouble: Trouble | None = None, opened: str | None = None) -> ResponseReturnValue:
    house, moment = runtime(), now()
    public_id = house.links.read(token)
    if public_id is None:
        return _lost()
    with house.database.reading() as session:
        it = note_page(session, public_id, rules=house.rulebook, line_hash=house.line_hash, now=moment)
    if it is None:
        return _lost()
    words = house.rulebook.notice_words.languages[it.call.language]
    html = render_template(
        "note.html",
        it=it,
        w=words,
        token=token,
        form=house.links.form(public_id, moment.date()),
        about=about_it(words, it.call),
        standing=_standing(words, it),
        days=[(words.day(day), [_choice(at, it) for at in times]) for day, times in it.times],
        deferrals=[(one.name, words.deferrals[one.name]) for one in house.rulebook.advance_notice.deferrals],
        opened=trouble.part if trouble else opened,
        trouble=trouble,
        sentence=None if trouble is None else getattr(words, trouble.word),
    )
    return html, 200 if trouble is None else 422


def _standing(words: Words, it: NotePage) -> str:
    """How things stand, in one sentence."""
    if it.stands != "ahead":
        return str(getattr(words, it.stands))
    zone = it.call.zone
    if it.appointment_at is not None and zone is not None:
        return words.moment("appointed", it.appointment_at.astimezone(ZoneInfo(zone)), zone)
    if it.put_off_until is not None:
        return words.fill("put_off", day=words.day(it.put_off_until.astimezone(ZoneInfo(zone or "UTC")).date()))
    return first_time(words, it.call) if it.call.not_before is not None else words.some_day


def _choice(at: datetime, it: NotePage) -> tuple[str, str, bool]:
    """A time as the form has it: its value, its words, and whether it is the one that was agreed."""
    return at.isoformat(), f"{at.astimezone(ZoneInfo(it.call.zone or 'UTC')):%H:%M}", at == it.appointment_at


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _guessed() -> tuple[str, Words]:
    """The language of somebody whom we do not know, as their browser says."""
    words = runtime().rulebook.notice_words
    language = words.language(*request.accept_languages.values())
    return language, words.languages[language]


def _lost() -> ResponseReturnValue:
    language, words = _guessed()
    return render_template("note_lost.html", language=language, w=words, sentence=words.lost), 404
