"""Contact lists: bring one, say what its columns are, see what it would do, and watch it come in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import PurePath

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from vocsurvey.clock import now
from vocsurvey.db.imports import AT_REST, AT_WORK, ImportProblem, ImportRun, ImportState
from vocsurvey.db.people import User
from vocsurvey.db.reads.borrowed_phones import borrowed_phones
from vocsurvey.db.reads.contact_lists import every_problem, history, imported_before, problems_on
from vocsurvey.db.reads.undoing import kept_because, kept_rows
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.columns import COLUMNS, LEFT_OUT, REQUIRED
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.table import LARGEST_FILE, no_list
from vocsurvey.jobs.contact_lists import JOB, PIECE, take_in
from vocsurvey.jobs.queues import UPKEEP, ring
from vocsurvey.operations import applying, bringing, undo_words, undoing
from vocsurvey.operations.tracing import UNDO_WITHIN
from vocsurvey.web.authority import Action, may
from vocsurvey.web.forms import Press
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import known_visitor, visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("contact_lists", __name__)

# What surrounds a file in a form.
_WRAPPING = 64 * 1024
# What a spreadsheet takes for a formula. A phone number is none, and has to survive.
_WOULD_RUN = re.compile(r"[=+\-@\t\r]")
_PHONE = re.compile(r"\+[\d ()/.\-]+")


class Upload(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """The file."""

    file = FileField("The list", [FileRequired("Choose a file first.")])


def allow_a_file() -> None:
    """Let whoever may bring a list send more than a form's worth; everybody else stays within the usual bounds."""
    person = known_visitor() if request.endpoint == "contact_lists.upload" else None
    if person is not None and request.method == "POST" and may(person, Action.IMPORT_LIST):
        request.max_content_length = LARGEST_FILE + _WRAPPING


@blueprint.get("/contact-lists")
@guarded(Action.IMPORT_LIST)
def history_page() -> ResponseReturnValue:
    """Bring a list, and see those that came in."""
    return _history(Upload(formdata=None))


@blueprint.post("/contact-lists")
@guarded(Action.IMPORT_LIST)
def upload() -> ResponseReturnValue:
    """Keep the file; a worker reads it."""
    form = Upload()
    if not form.validate_on_submit():
        return _history(form), 422
    given: FileStorage = form.file.data
    problem = no_list(given.stream.read(64))
    given.stream.seek(0)
    taken = problem or take_in(
        runtime().database,
        iter(lambda: given.stream.read(PIECE), b""),
        PurePath((given.filename or "").replace("\\", "/")).name or "a list",
        by_id=visitor().id,
    )
    if isinstance(taken, Problem):
        form.file.errors = (taken.sentence,)
        return _history(form), 422
    return _work_on(taken)


@blueprint.get("/contact-lists/<int:run_id>")
@guarded(Action.IMPORT_LIST)
def one(run_id: int) -> ResponseReturnValue:
    """How far one list is, and what it would do or did."""
    with runtime().database.reading() as session:
        return _one(session, run_id, "contact_list.html")


@blueprint.get("/contact-lists/<int:run_id>/now")
@guarded(Action.IMPORT_LIST)
def one_now(run_id: int) -> ResponseReturnValue:
    """The part of the page that changes."""
    with runtime().database.reading() as session:
        return _one(session, run_id, "parts/contact_list.html")


@blueprint.post("/contact-lists/<int:run_id>/columns")
@guarded(Action.IMPORT_LIST)
def columns(run_id: int) -> ResponseReturnValue:
    """Read the list again, with its columns as somebody says."""
    with runtime().database.transaction() as session:
        run = admitted(session, Action.IMPORT_LIST, ImportRun, run_id)
        chosen = {f"#{place}": request.form.get(f"column-{place}") for place in range(1, len(run.header) + 1)}
        mapping = {place: column for place, column in chosen.items() if column in (*COLUMNS, LEFT_OUT)}
        done = bringing.read_again(session, run.id, mapping, now())
    if not done:
        flash("It is too late to change the columns.", "refused")
    return _work_on(run_id)


@blueprint.post("/contact-lists/<int:run_id>/start")
@guarded(Action.IMPORT_LIST)
def start(run_id: int) -> ResponseReturnValue:
    """Bring the good lines in."""
    with runtime().database.transaction() as session:
        run = admitted(session, Action.IMPORT_LIST, ImportRun, run_id)
        if not applying.go_ahead(session, run.id, now()):
            flash("That list is not waiting to be imported any more.", "refused")
    return _work_on(run_id)


@blueprint.post("/contact-lists/<int:run_id>/discard")
@guarded(Action.IMPORT_LIST)
def discard(run_id: int) -> ResponseReturnValue:
    """Give the list up; it has changed nothing."""
    with runtime().database.transaction() as session:
        run = admitted(session, Action.IMPORT_LIST, ImportRun, run_id)
        done = bringing.discard(session, run.id, now())
    flash(
        "The list was thrown away. It changed nothing." if done else "It is too late for that.",
        "done" if done else "refused",
    )
    return _work_on(run_id)


@blueprint.get("/contact-lists/<int:run_id>/bad-lines.csv")
@guarded(Action.IMPORT_LIST)
def bad_lines(run_id: int) -> ResponseReturnValue:
    """The lines that were left out, as they stood in the list, each with the reasons."""
    database = runtime().database
    with database.reading() as session:
        run = admitted(session, Action.IMPORT_LIST, ImportRun, run_id)
        header = [str(name) for name in run.header]
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    whole = Response(_bad_lines(database, run_id, header), mimetype="text/csv; charset=utf-8")
    whole.headers["Content-Disposition"] = f'attachment; filename="bad-lines-{run_id}.csv"'
    return whole


def _bad_lines(database: Database, run_id: int, header: list[str]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["\ufeffLine", "What is wrong", *map(harmless, header)])
    with database.reading() as session:
        for line, problems in groupby(every_problem(session, run_id), key=lambda one: one.line):
            found = list(problems)
            reasons = " ".join(map(_reason, found))
            writer.writerow([line, harmless(reasons), *(harmless(str(cell)) for cell in found[0].cells)])
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _reason(problem: ImportProblem) -> str:
    return f"{problem.place}: {problem.sentence}" if problem.place else problem.sentence


def harmless(cell: str) -> str:
    """The cell, quoted when a spreadsheet would run it."""
    return f"'{cell}" if _WOULD_RUN.match(cell) and not _PHONE.fullmatch(cell) else cell


def _history(form: Upload) -> str:
    with runtime().database.reading() as session:
        lists, pages = history(session, number := max(request.args.get("page", 1, type=int), 1))
        return render_template(
            "contact_lists.html", form=form, lists=lists, number=number, pages=pages, required=REQUIRED,
            megabytes=LARGEST_FILE // 1_000_000,
        )  # fmt: skip


def _one(session: Session, run_id: int, template: str) -> str:
    run = admitted(session, Action.IMPORT_LIST, ImportRun, run_id)
    page = problems_on(session, run_id, request.args.get("page", 1, type=int))
    return render_template(
        template,
        run=run,
        page=page,
        press=Press(formdata=None),
        columns=COLUMNS,
        left_out=LEFT_OUT,
        borrowed=borrowed_phones(session, run.id) if run.state == ImportState.CHECKED else None,
        before=imported_before(session, run) if run.state == ImportState.CHECKED else None,
        at_work=run.state in AT_WORK or run.state == ImportState.ARRIVING or run.undoing,
        at_rest=run.state in AT_REST,
        undo_until=run.finished_at + UNDO_WITHIN if run.finished_at and undoing.refusal(run, now()) is None else None,
        kept=_kept(session, run),
        words=undo_words,
        undone_by=session.get_one(User, run.undo_by_id).name if run.undo_by_id is not None else None,
    )


def _kept(session: Session, run: ImportRun) -> dict[str, object]:
    """What an undo left, a page of it, and why."""
    if run.undone_at is None:
        return {}
    number = max(request.args.get("kept", 1, type=int), 1)
    rows, pages = kept_rows(session, run.id, number)
    because = undo_words.reasons(kept_because(session, run.id))
    return {"rows": rows, "pages": pages, "number": number, "because": because}


def _work_on(run_id: int) -> ResponseReturnValue:
    """Wake a worker, and show how far the list is. When Redis is away, the clock finds the list a little later."""
    ring(runtime().redis, UPKEEP, JOB, [run_id])
    return redirect(url_for(".one", run_id=run_id), 303)
