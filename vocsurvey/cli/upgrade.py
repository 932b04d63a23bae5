"""``vocsurvey upgrade``: the release step."""

from __future__ import annotations

import click

from vocsurvey.db.session import Database
from vocsurvey.db.upgrade import upgrade as upgrade_database
from vocsurvey.settings import Settings


@click.command()
def upgrade() -> None:
    """Bring the database to its present shape. Run it before a new version starts; running it twice does no harm.

    \b
    Example:
      vocsurvey upgrade
    """
    settings = Settings.from_environ()
    settings.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(settings.database_url)
    upgrade_database(database)
    click.echo(f"The database is in its present shape: {database.url.render_as_string(hide_password=True)}")
    database.dispose()
