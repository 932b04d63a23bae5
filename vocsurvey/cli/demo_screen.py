"""The demonstration on the screen: a live bar in a terminal, plain lines anywhere else."""

from __future__ import annotations

import shlex
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from vocsurvey.cli.demo_report import Report
from vocsurvey.cli.demo_stage import PHONE_NUMBER, QUESTIONNAIRE, Stage
from vocsurvey.cli.demo_watch import Look, Raised, Told
from vocsurvey.db.people import Role
from vocsurvey.reporting.wording import phrase

PLAIN_WIDTH = 130
PLAIN_STEP = 10
WRAPPED = ("customer", "result", "what")
SEVERITY_STYLES = {"critical": "bold white on red", "high": "bold red", "medium": "bold yellow", "low": "cyan"}


class Screen:
    """Shows what happens. ``to_stderr`` keeps standard output free for the one JSON object."""

    def __init__(self, *, to_stderr: bool) -> None:
        self._console = Console(stderr=to_stderr, highlight=False)
        if not self._console.is_terminal:
            self._console = Console(stderr=to_stderr, highlight=False, width=PLAIN_WIDTH)
        self._bar: Progress | None = None
        self._shown = 0

    def say(self, line: str, style: str = "") -> None:
        """One line."""
        self._console.print(escape(line), style=style, soft_wrap=True)

    def introduce(self, people: int, speed: float, weather: str) -> None:
        """What is about to happen, and under which rules."""
        self.say(
            f"vocsurvey phones {people} made-up people at made-up companies, through a telephone company that is a"
        )
        self.say(f"program on this machine. People are {speed:g} times as fast as in life; the weather is {weather}.")
        self.say("Demo rules are in force: phones may ring at any hour, and attempts are seconds apart.", "yellow")
        self.say(
            "Only numbers that are kept for fiction are phoned: +1 202 555 01xx, +44 20 7946 0xxx, +49 30 23125 xxx."
        )
        self.say("")

    def open_doors(self, address: str, stage: Stage) -> None:
        """Where to watch it in the browser while it happens; everybody else is introduced at the end."""
        guest = next(one for one in stage.sign_ins if one.role is Role.MANAGER)
        self.say(f"Watch it in the browser too: {address}", "bold")
        self.say(f"Sign in as {guest.email} with the password {stage.password}")
        self.say("")

    @contextmanager
    def following(self, people: int) -> Generator[None]:
        """Inside the block a bar shows how many people are done, when there is a terminal to show it in."""
        if not self._console.is_terminal:
            yield
            return
        columns = (
            TextColumn("[bold]{task.description}"), BarColumn(bar_width=None), MofNCompleteColumn(),
            TextColumn("{task.fields[now]}"), TimeElapsedColumn(),
        )  # fmt: skip
        with Progress(*columns, console=self._console, transient=True) as self._bar:
            self._bar.add_task("Phoning", total=people, now="")
            yield
        self._bar = None

    def show(self, look: Look) -> None:
        """What is new."""
        for told in look.told:
            self._show_answer(told)
        for raised in look.raised:
            self._show_flag(raised)
        now = look.now
        state = f"{now.on_the_line} on the line, {now.answers} answers, {now.flags} flags"
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=now.closed, now=state)
        elif now.closed // PLAIN_STEP > self._shown // PLAIN_STEP:
            self.say(f"-- {now.closed} of {now.cases} people done; {state}")
        self._shown = now.closed

    def _show_answer(self, told: Told) -> None:
        said = told.said
        question = said.question.replace("_", " ")
        words = f"“{said.words}”" if said.words else said.said
        style = "red" if said.negative else "dim" if said.missing else "default"
        corrected = " (corrected later)" if said.superseded else ""
        who = escape(f"{told.contact}, {told.account}")
        line = f"[cyan]{who}[/]  [dim]{escape(question)}:[/] [{style}]{escape(words)}[/]{corrected}"
        self._tell(line)

    def _show_flag(self, raised: Raised) -> None:
        style = SEVERITY_STYLES[raised.severity]
        line = (
            f"[{style}]FLAG {raised.severity}[/] [bold]{escape(raised.contact)}, {escape(raised.account)}[/]: "
            f"{escape(raised.rule)}. Follow-up {raised.follow_up_id}: {escape(raised.owner)} speaks to the customer "
            f"by {_at(raised.due_at)}."
        )
        self._tell(line)

    def _tell(self, line: str) -> None:
        """In a terminal broken between words; elsewhere one line stays one line."""
        self._console.print(line, soft_wrap=not self._console.is_terminal)

    def summarise(self, found: Report) -> None:
        """The figures, and who owes what to whom."""
        self.say("")
        self._table("How it ended", ("code", "what", "people"), (
            (code, found.labels[code], count) for code, count in found.summary.dispositions.items()
        ))  # fmt: skip
        summary = found.summary
        self._table("What customers said", ("figure", "result"), (
            ("Felt that we genuinely cared", phrase(summary.cared)),
            ("Satisfied (CSAT, 4 or 5 of 5)", phrase(summary.csat)),
            ("Easy for them (CES, 5 to 7 of 7)", phrase(summary.ces)),
            ("Would recommend (NPS)", phrase(summary.nps)),
        ))  # fmt: skip
        self._table("Who puts it right", ("no.", "customer", "severity", "flags", "who", "first contact by"), (
            (owed.id, f"{owed.contact}, {owed.account}", owed.severity, owed.flags, owed.owner, _at(owed.due_at))
            for owed in found.follow_ups if owed.open
        ))  # fmt: skip
        self.say(f"{found.dialed} of {found.people} people phoned in {found.calls} calls; {summary.answers} answers.")
        if found.rang_back:
            self.say(f"{found.rang_back} who missed our call rang back, and were not called again.")
        self.say(_negative(found))
        for violation in found.violations:
            self.say(f"{violation.rule}: {violation.sentence}", "red")
        verdict = f"{len(found.violations)} broken promise(s)" if found.violations else "clean, every promise is kept"
        self.say(f"Audit: {verdict}.", "bold red" if found.violations else "bold green")

    def invite(self, address: str, stage: Stage) -> None:
        """Where to look in the browser, and as whom."""
        self.say("")
        self.say(f"Look at it in the browser: {address}", "bold")
        self.say(f"Everybody's password is {stage.password}")
        self._table("", ("sign in as", "who", "role"), (
            (one.email, one.name, one.role.replace("_", " ")) for one in stage.sign_ins
        ))  # fmt: skip

    def offer_desk(self, address: str, stage: Stage) -> None:
        """Where the visitor can call somebody, as a caller does."""
        caller = next(one for one in stage.sign_ins if one.role is Role.CALLER)
        self.say(f"Call somebody yourself: {address}/desk as {caller.email}", "bold")
        self.say(
            f"{stage.live_people} people want no automated voice. N takes the next one, C calls them in the browser."
        )
        self.say("They are programs: they say hello, and what they answer is up to you.")
        self.say("")

    def offer_phone(self, url: str, environment_file: Path) -> None:
        """Where the visitor can take a call, and how to have it ring."""
        self.say(f"Take a call yourself, in the browser: {url}", "bold")
        self.say("It rings when you run this in another terminal:")
        self.say(f"  . {shlex.quote(str(environment_file))} && vocsurvey call-me {QUESTIONNAIRE} {PHONE_NUMBER}")
        self.say("Let it ring, and call back from there: you hear who called, as a customer would.")
        self.say("")

    def _table(self, title: str, header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
        table = Table(
            title=title or None, title_justify="left", title_style="bold", box=SIMPLE_HEAD, padding=(0, 1, 0, 0)
        )
        for name in header:
            table.add_column(name, no_wrap=name not in WRAPPED)
        for row in rows:
            table.add_row(*(escape(str(cell)) for cell in row))
        self._console.print(table)


def _negative(found: Report) -> str:
    """What the negative answers led to: all of them, those too that their customers took back."""
    closed = sum(not owed.open for owed in found.follow_ups)
    taken_back = f" ({closed} closed again: the customer corrected the answer)" if closed else ""
    return (
        f"{found.negative_answers} negative answers, {sum(found.flags.values())} flags, "
        f"{len(found.follow_ups)} follow-ups{taken_back}, {found.orphans} without anybody who answers for them."
    )


def _at(moment: datetime) -> str:
    return f"{moment.astimezone():%a %d %b %H:%M %Z}"
