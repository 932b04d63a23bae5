"""The command line: one file per family of commands, thin. Nothing here decides; it asks, shows and exits."""

from __future__ import annotations

from vocsurvey.cli.commands import program


def main() -> None:
    """Run the command line and end the process: 0 done, 1 refused or failed, 2 wrong usage or wrong settings."""
    program(prog_name="vocsurvey")
