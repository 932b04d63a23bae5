"""A flag says in which interview it was raised: one that verifies a follow-up raises flags of that follow-up. What is
said in such an interview is found by its words, too."""

from __future__ import annotations

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

SENTENCE = "a flag is raised in the interview of its follow-up, or in a verification of it"
# The answer that it belongs to, else whatever was heard at its position in that moment, else the interview that opened
# its follow-up: only a comment in a verification call whose words were read later can be taken for the latter.
OF_OLD = """
UPDATE flag SET interview_id = coalesce(
    (SELECT a.interview_id FROM answer a WHERE a.flag_id = flag.id),
    (SELECT min(e.interview_id) FROM exchange e
        JOIN interview i ON i.id = e.interview_id JOIN verification w ON w.case_id = i.case_id
        WHERE w.follow_up_id = flag.follow_up_id AND e.position = flag.position AND e.heard_at = flag.raised_at),
    (SELECT u.interview_id FROM follow_up u WHERE u.id = flag.follow_up_id))
"""
STRANGE = """
NOT EXISTS (SELECT 1 FROM follow_up u WHERE u.id = NEW.follow_up_id AND (u.interview_id = NEW.interview_id OR EXISTS (
    SELECT 1 FROM verification w JOIN interview i ON i.case_id = w.case_id
    WHERE w.follow_up_id = u.id AND i.id = NEW.interview_id)))
"""
SPOKEN = """
id IN (SELECT w.follow_up_id FROM verification w JOIN interview i ON i.case_id = w.case_id
    WHERE i.id = NEW.interview_id)
"""
# Table, what happens to it, and when that matters: as for the interview that opened the follow-up.
CHANGES = (
    ("answer", "INSERT", "", None),
    ("answer", "UPDATE", "OF verbatim, superseded_at", None),
    ("recording", "INSERT", "", None),
    ("recording", "UPDATE", "OF words, state", "words"),
)


def upgrade() -> None:
    """One column, known of every flag from now on, and triggers."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    kind = "INTEGER" if sqlite else "BIGINT"
    op.execute(
        f"ALTER TABLE flag ADD COLUMN interview_id {kind} CONSTRAINT fk_flag_interview_id REFERENCES interview (id)"
    )
    op.create_index("ix_flag_interview_id", "flag", ["interview_id"])
    if sqlite:
        op.execute("DROP TRIGGER flag_fixed")
        op.execute(OF_OLD)
        op.execute(
            "CREATE TRIGGER flag_fixed BEFORE UPDATE ON flag FOR EACH ROW WHEN TRUE "
            "BEGIN SELECT RAISE(ABORT, 'rows of flag do not change'); END"
        )
        op.execute(
            f"CREATE TRIGGER flag_at_home BEFORE INSERT ON flag FOR EACH ROW WHEN {STRANGE} "
            f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        )
    else:
        op.execute("ALTER TABLE flag DISABLE TRIGGER flag_fixed")
        op.execute(OF_OLD)
        op.execute("ALTER TABLE flag ENABLE TRIGGER flag_fixed")
        op.execute(
            "CREATE FUNCTION flag_at_home() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {STRANGE} THEN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
        )
        op.execute("CREATE TRIGGER flag_at_home BEFORE INSERT ON flag FOR EACH ROW EXECUTE FUNCTION flag_at_home()")
    for table, verb, of, changed in CHANGES:
        _read_again(table, verb, of, changed, sqlite=sqlite)
    op.execute(
        "INSERT INTO unread_follow_up (follow_up_id) SELECT DISTINCT w.follow_up_id FROM verification w "
        "JOIN interview i ON i.case_id = w.case_id"
    )


def _read_again(table: str, verb: str, of: str, changed: str | None, *, sqlite: bool) -> None:
    name = f"{table}_{verb.lower()}_verifies"
    note = f"INSERT INTO unread_follow_up (follow_up_id) SELECT id FROM follow_up WHERE {SPOKEN}"  # noqa: S608
    if sqlite:
        when = f"WHEN NEW.{changed} IS NOT OLD.{changed} " if changed else ""
        op.execute(f"CREATE TRIGGER {name} AFTER {verb} {of} ON {table} FOR EACH ROW {when}BEGIN {note}; END")
        return
    when = f"WHEN (NEW.{changed} IS DISTINCT FROM OLD.{changed}) " if changed else ""
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {note}; RETURN NULL; END $$")
    op.execute(f"CREATE TRIGGER {name} AFTER {verb} {of} ON {table} FOR EACH ROW {when}EXECUTE FUNCTION {name}()")
