"""``vocsurvey audit``: the promises, proved from the rows."""

from __future__ import annotations

import click

from vocsurvey import clock
from vocsurvey.cli.showing import as_json_option, opened, show_json
from vocsurvey.db.audit.verdict import RULES
from vocsurvey.db.audit.verdict import audit as prove
from vocsurvey.keys import line_hasher
from vocsurvey.settings import Needs, Settings


@click.command()
@as_json_option
@click.pass_context
def audit(ctx: click.Context, as_json: bool) -> None:
    """Prove from the rows that every promise is kept: nobody rung twice, no answer lost, no complaint without an owner.

    It reads only, with SQL of its own. Prints every violation with its rows; exit status 1 if there is any.

    \b
    Examples:
      vocsurvey audit
      vocsurvey audit --json
    """
    settings = Settings.from_environ(needs=Needs.SUPPRESSION_KEY)
    with opened(settings) as database, database.reading() as session:
        violations = prove(session, clock.now(), line_hasher(settings.suppression_key or ""))
    if as_json:
        found = [{"rule": one.rule, "sentence": one.sentence, "ids": list(one.ids)} for one in violations]
        show_json({"audit": found or "clean", "rules": len(RULES) + 1})
    elif violations:
        for one in violations:
            click.echo(f"{one.rule}: {one.sentence} ({', '.join(one.ids)})")
        click.echo(f"{len(violations)} broken promise(s).")
    else:
        click.echo(f"Clean: {len(RULES) + 1} promises, all kept.")
    ctx.exit(1 if violations else 0)
