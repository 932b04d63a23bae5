"""Questionnaires to read, to compare and to rehearse. Nothing here changes anything, and nothing is personal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, QuestionnaireVersion
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.db.reads.questionnaires import Fielding, fielded_names, fieldings, running, versions
from vocsurvey.db.reads.timings import observed
from vocsurvey.interview.message import message_for_machine
from vocsurvey.interview.transcript import Channel
from vocsurvey.questionnaire.difference import difference
from vocsurvey.questionnaire.digest import digest
from vocsurvey.questionnaire.model import Questionnaire, Statement
from vocsurvey.web.authority import Action, may
from vocsurvey.web.forms import Press
from vocsurvey.web.guard import guarded
from vocsurvey.web.questionnaire_sheet import clock, findings, language_name, longest, sheet
from vocsurvey.web.rehearsing import PERSONAS, Circumstances, Rehearsal, heard_in, rehearsal, wished
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime
from vocsurvey.web.wording_sheet import wording

blueprint = Blueprint("questionnaires", __name__)
for words in (clock, language_name, wording):
    blueprint.add_app_template_filter(words)

LONGEST_LINK = 2000


@dataclass(frozen=True)
class Entry:
    """One line of the list. ``shelved`` is false for what was fielded once and is in the library no longer."""

    name: str
    questionnaire: Questionnaire
    shelved: bool
    questions: int
    automated: timedelta
    read: timedelta
    warnings: int
    campaigns: int
    running: int


@dataclass(frozen=True)
class Edition:
    """One version: the one in the library, one that was phoned with, or both. ``since`` is when it first was."""

    digest: str
    since: datetime | None
    in_library: bool
    campaigns: int

    @property
    def label(self) -> str:
        """How it is named where there is little room."""
        return self.digest[:8]


@blueprint.get("/questionnaires")
@guarded(Action.BE_SIGNED_IN)
def questionnaire_list() -> ResponseReturnValue:
    """The library, and what was fielded before and is in it no longer."""
    library = runtime().library
    with runtime().database.reading() as session:
        fielded = fieldings(session)
        names = dict.fromkeys((*library, *fielded_names(session)))
        found = [(name, _latest(session, name)) for name in names]
    entries = [_entry(name, one, [use for use in fielded if use.questionnaire == name]) for name, one in found if one]
    return render_template("questionnaires.html", entries=entries)


@blueprint.get("/questionnaires/<name>")
@guarded(Action.BE_SIGNED_IN)
def questionnaire(name: str) -> ResponseReturnValue:
    """One questionnaire as it is in the library, or as it was last fielded."""
    with runtime().database.reading() as session:
        found = _latest(session, name) or abort(404)
        return _page(session, found, name)


@blueprint.get("/questionnaires/<name>/versions/<key>")
@guarded(Action.BE_SIGNED_IN)
def version(name: str, key: str) -> ResponseReturnValue:
    """One version, and what differs from another one: the one before it unless the address names one."""
    with runtime().database.reading() as session:
        editions = _editions(session, name)
        keys = [one.digest for one in editions]
        found = _version(session, name, key) if key in keys else None
        if found is None:
            abort(404)
        earlier = keys[keys.index(key) + 1 :][:1]
        other = request.args.get("with") or next(iter(earlier), None)
        compared = _version(session, name, other) if other else None
        if other and compared is None:
            abort(404)
        return _page(
            session,
            found,
            name,
            difference=difference(compared, found) if compared else None,
            edition=editions[keys.index(key)],
            other=next((one for one in editions if one.digest == other), None),
        )


@blueprint.get("/questionnaires/<name>/rehearsal")
@guarded(Action.BE_SIGNED_IN)
def rehearsal_page(name: str) -> ResponseReturnValue:
    """Play it: from the beginning, or up to where a shared link leads."""
    found = _to_rehearse(name)
    circumstances = Circumstances.of(request.args, found)
    try:
        played = rehearsal(found, circumstances, heard_in(request.args))
    except ValueError as error:
        played = replace(rehearsal(found, circumstances, ()), refusal=str(error))
    return _stage(name, found, played), 422 if played.refusal else 200


@blueprint.post("/questionnaires/<name>/rehearsal")
@guarded(Action.BE_SIGNED_IN)
def rehearse(name: str) -> ResponseReturnValue:
    """One more answer, one less, or other circumstances: everything is played again from the beginning."""
    found = _to_rehearse(name)
    circumstances = Circumstances.of(request.form, found)
    try:
        played = rehearsal(found, circumstances, wished(request.form, found, circumstances))
    except ValueError as error:
        played = replace(rehearsal(found, circumstances, _kept()), refusal=str(error))
    return _stage(name, found, played), 422 if played.refusal else 200


def _kept() -> tuple[str, ...]:
    """What was heard before a wish that could not be met; nothing when that is broken itself."""
    try:
        return heard_in(request.form)
    except ValueError:
        return ()


def _stage(name: str, found: Questionnaire, played: Rehearsal) -> str:
    said: dict[str, Any] = {"heard": list(played.heard), **played.circumstances.fields()}
    link = url_for(".rehearsal_page", name=name, **said)
    return render_template(
        "rehearsal.html",
        left=message_for_machine(found, played.circumstances.facts()),
        name=name,
        it=found,
        rehearsal=played,
        circumstances=played.circumstances,
        personas=PERSONAS,
        shared=link if len(link) <= LONGEST_LINK else None,
        token=Press(formdata=None),
    )


def _to_rehearse(name: str) -> Questionnaire:
    with runtime().database.reading() as session:
        return _latest(session, name) or abort(404)


def _latest(session: Session, name: str) -> Questionnaire | None:
    """The questionnaire of the library, else its latest version that was fielded."""
    library = runtime().library
    if name in library:
        return library[name]
    known = versions(session, name)
    return _version(session, name, known[0].digest) if known else None


def _version(session: Session, name: str, key: str) -> Questionnaire | None:
    library = runtime().library
    if library.digests.get(name) == key:
        return library[name]
    row = session.get(QuestionnaireVersion, key)
    return pinned(row) if row is not None and row.name == name else None


def _editions(session: Session, name: str) -> list[Edition]:
    """Every version of a name, the library's first, then the newest."""
    library, fielded = runtime().library, fieldings(session, name)
    current = library.digests.get(name)
    since = {one.digest: one.created_at for one in versions(session, name)}
    keys = dict.fromkeys((*((current,) if current else ()), *since))
    return [
        Edition(key, since.get(key), key == current, sum(1 for one in fielded if one.digest == key)) for key in keys
    ]


def _entry(name: str, found: Questionnaire, fielded: list[Fielding]) -> Entry:
    return Entry(
        name=name,
        questionnaire=found,
        shelved=name in runtime().library,
        questions=sum(1 for one in found.questions if not isinstance(one, Statement)),
        automated=longest(found, live=False),
        read=longest(found, live=True),
        warnings=len(findings(found)),
        campaigns=len(fielded),
        running=running(fielded),
    )


def _page(session: Session, found: Questionnaire, name: str, **more: object) -> str:
    language = found.language(request.args.get("language"))
    uses, key = fieldings(session, name), digest(found)
    timed = {channel: observed(session, found, key, language, channel) for channel in Channel}
    return render_template(
        "questionnaire.html",
        name=name,
        it=sheet(found, language, timed, lambda file: runtime().library.recording_of(key, file)),
        digest=key,
        editions=_editions(session, name),
        uses=[(one, may(visitor(), Action.SEE_CAMPAIGN, session.get_one(Campaign, one.campaign_id))) for one in uses],
        **more,
    )
