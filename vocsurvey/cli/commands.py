"""All commands by name. A module is imported when its command is asked for: ``--help`` must not wait for them all."""

from __future__ import annotations

from importlib import import_module, metadata
from typing import Any

import click

from vocsurvey.cli.refusal import told_plainly

# Name: where the command is (module:attribute), and its line in the overview.
COMMANDS = {
    "demo": ("vocsurvey.cli.demo:demo", "Phone 73 made-up customers on this machine, and watch."),
    "up": ("vocsurvey.cli.up:up", "Run everything on this machine, for real use."),
    "check": ("vocsurvey.cli.check:check", "Check questionnaires."),
    "bank": ("vocsurvey.cli.bank:bank", "Well-written questions to include or to copy."),
    "rehearse": ("vocsurvey.cli.rehearse:rehearse", "Play a questionnaire in the terminal."),
    "voices": ("vocsurvey.cli.voices:voices", "What to record, for a human voice instead of the synthetic one."),
    "call-me": ("vocsurvey.cli.call_me:call_me", "Take a test interview on your own phone."),
    "schema": ("vocsurvey.cli.schema:schema", "Print the format of questionnaires for an editor."),
    "import": ("vocsurvey.cli.contact_list:import_list", "Bring in a contact list."),
    "campaign": ("vocsurvey.cli.campaign:campaign", "Plan, launch, pause, resume, stop and watch campaigns."),
    "dialling": ("vocsurvey.cli.dialling:dialling", "Stop all dialling at once, and open it again."),
    "explain": ("vocsurvey.cli.explain:explain", "Why somebody was not called, and when they will be."),
    "contact": ("vocsurvey.cli.contact:contact", "Single people: erase one at their wish."),
    "do-not-call": ("vocsurvey.cli.do_not_call:do_not_call", "Who is not called: list, add, lift, bring a file."),
    "audit": ("vocsurvey.cli.audit:audit", "Prove from the rows that every promise is kept."),
    "doctor": ("vocsurvey.cli.doctor:doctor", "Check settings, database, Redis, carrier and public address."),
    "user": ("vocsurvey.cli.user:user", "The people who sign in."),
    "owners": ("vocsurvey.cli.owners:owners", "Who answers for follow-ups, by other rules."),
    "chat": ("vocsurvey.cli.chat:chat", "The chats in which people are told, and a test."),
    "token": ("vocsurvey.cli.token:token", "The programs that may use the API."),
    "upgrade": ("vocsurvey.cli.upgrade:upgrade", "Bring the database to its present shape."),
    "sandbox": ("vocsurvey.sandbox.command:sandbox", "Run a small telephone company for tests."),
    "web": ("vocsurvey.cli.processes:web", "Run the web server."),
    "worker": ("vocsurvey.cli.processes:worker", "Run a worker."),
    "clock": ("vocsurvey.cli.processes:tick", "Run the clock."),
}


class Program(click.Group):
    """The group of all commands. Whatever goes wrong in one of them is told in a sentence, never as a trace."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The overview, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. With ``--traceback`` an error is left as it is."""
        if ctx.params.get("traceback"):
            return super().invoke(ctx)
        with told_plainly():
            return super().invoke(ctx)


@click.command(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(metadata.version("vocsurvey"), prog_name="vocsurvey")
@click.option("--traceback", is_flag=True, help="Show where an error came from, for a report to the developers.")
def program(traceback: bool) -> None:
    """Phone business customers, hear how they were served, and see to it that somebody puts right what went wrong.

    Begin with: vocsurvey demo
    """
