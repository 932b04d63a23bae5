"""Do not call, by file: bring one, see line by line what it would do, and let it count."""

from __future__ import annotations

from itertools import islice
from pathlib import PurePath

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from sqlalchemy.orm import Session
from wtforms import StringField
from wtforms.validators import Length, Optional

from vocsurvey.clock import now
from vocsurvey.db.imports import RefusalFile
from vocsurvey.fieldwork.cell import read_country
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.refusal_list import COLUMNS, LARGEST, MOST_LINES
from vocsurvey.jobs.queues import UPKEEP, ring
from vocsurvey.jobs.refusals import JOB, lines_of, take_in
from vocsurvey.operations import refusal_files
from vocsurvey.web.authority import Action, may
from vocsurvey.web.forms import Press
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import known_visitor, visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("do_not_call_files", __name__)

ON_A_PAGE = 50
# What surrounds a file in a form.
_WRAPPING = 64 * 1024


class Upload(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """The file, and where its national numbers are at home."""

    file = FileField("The file", [FileRequired("Choose a file first.")])
    country = StringField("Country of numbers without +", [Optional(), Length(max=60)])


def allow_a_file() -> None:
    """Let whoever may bring a file send more than a form's worth; everybody else stays within the usual bounds."""
    person = known_visitor() if request.endpoint == "do_not_call_files.upload" else None
    if person is not None and request.method == "POST" and may(person, Action.SUPPRESS):
        request.max_content_length = LARGEST + _WRAPPING


@blueprint.get("/do-not-call/files")
@guarded(Action.SUPPRESS)
def bring() -> ResponseReturnValue:
    """Bring a file."""
    return _bring(Upload(formdata=None))


@blueprint.post("/do-not-call/files")
@guarded(Action.SUPPRESS)
def upload() -> ResponseReturnValue:
    """Keep the file, and show what it would do."""
    form = Upload()
    if not form.validate_on_submit():
        return _bring(form), 422
    country = read_country(form.country.data.strip()) if (form.country.data or "").strip() else None
    if isinstance(country, Problem):
        form.country.errors = (country.sentence,)
        return _bring(form), 422
    given = form.file.data
    name = PurePath((given.filename or "").replace("\\", "/")).name or "a file"
    content = given.stream.read(LARGEST + 1)
    given.close()
    taken = take_in(runtime(), content, name, country, visitor().id)
    if isinstance(taken, Problem):
        form.file.errors = (taken.sentence,)
        return _bring(form), 422
    return redirect(url_for(".one", file_id=taken), 303)


@blueprint.get("/do-not-call/files/<int:file_id>")
@guarded(Action.SUPPRESS)
def one(file_id: int) -> ResponseReturnValue:
    """What the file would do, line by line; or how far it is, or what it came to."""
    with runtime().database.reading() as session:
        return _one(session, file_id)


@blueprint.post("/do-not-call/files/<int:file_id>/apply")
@guarded(Action.SUPPRESS)
def apply(file_id: int) -> ResponseReturnValue:
    """Nobody of these is called any more."""
    with runtime().database.transaction() as session:
        row = admitted(session, Action.SUPPRESS, RefusalFile, file_id)
        if not refusal_files.confirm(session, row.id, now()):
            flash("That file is not waiting any more.", "refused")
    ring(runtime().redis, UPKEEP, JOB, [file_id])
    return redirect(url_for(".one", file_id=file_id), 303)


@blueprint.post("/do-not-call/files/<int:file_id>/discard")
@guarded(Action.SUPPRESS)
def discard(file_id: int) -> ResponseReturnValue:
    """Throw the file away; it has changed nothing."""
    with runtime().database.transaction() as session:
        row = admitted(session, Action.SUPPRESS, RefusalFile, file_id)
        done = refusal_files.discard(session, row.id, now())
    flash(
        "The file was thrown away. It changed nothing." if done else "It is too late for that.",
        "done" if done else "refused",
    )
    return redirect(url_for(".one", file_id=file_id), 303)


def _bring(form: Upload) -> str:
    return render_template(
        "do_not_call_files.html", form=form, columns=COLUMNS, megabytes=LARGEST // 1_000_000, lines=MOST_LINES
    )


def _one(session: Session, file_id: int) -> str:
    row = admitted(session, Action.SUPPRESS, RefusalFile, file_id)
    number = max(request.args.get("page", 1, type=int), 1)
    foreseen: tuple[refusal_files.Foreseen, ...] = ()
    if row.content is not None and row.confirmed_at is None:
        lines = lines_of(row.content, row.country)
        assert not isinstance(lines, Problem), "what cannot be read is never kept"
        some = list(islice(lines, (number - 1) * ON_A_PAGE, number * ON_A_PAGE))
        foreseen = refusal_files.foresee(session, some, runtime().line_hash)
    total = sum(row.counts.get(word, 0) for word in ("new", "known", "bad"))
    return render_template(
        "do_not_call_file.html",
        one=row,
        foreseen=foreseen,
        good=total - row.counts.get("bad", 0),
        page={"number": number, "pages": max(1, -(-total // ON_A_PAGE))},
        press=Press(formdata=None),
    )
