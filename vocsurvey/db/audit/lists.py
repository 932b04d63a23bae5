"""What must be true of lists that are taken back: nothing of theirs is left, and nobody new is called for it."""

from __future__ import annotations

from vocsurvey.db.audit.rule import Rule

LISTS = (
    Rule(
        "list_left_something_behind",
        "Import {import_run} was taken back, and rows still count as its own: {rows} of them.",
        """
        SELECT r.id AS import_run, sum(b.rows) AS rows FROM import_run r JOIN (
          SELECT import_run_id AS run, count(*) AS rows FROM touchpoint GROUP BY import_run_id
          UNION ALL SELECT import_run_id, count(*) FROM contact GROUP BY import_run_id
          UNION ALL SELECT import_run_id, count(*) FROM account GROUP BY import_run_id
          UNION ALL SELECT import_run_id, count(*) FROM agent GROUP BY import_run_id
          UNION ALL SELECT named_run_id, count(*) FROM touchpoint GROUP BY named_run_id
          UNION ALL SELECT named_run_id, count(*) FROM contact GROUP BY named_run_id
          UNION ALL SELECT named_run_id, count(*) FROM account GROUP BY named_run_id
          UNION ALL SELECT named_run_id, count(*) FROM agent GROUP BY named_run_id
        ) b ON b.run = r.id
        WHERE r.undone_at IS NOT NULL GROUP BY r.id
        """,
    ),
    Rule(
        "image_without_use",
        "Import {import_run} cannot be taken back any more, and what it changed is still kept as it was before.",
        """
        SELECT DISTINCT r.id AS import_run FROM import_change c JOIN import_run r ON r.id = c.run_id
        WHERE c.kept IS NULL AND (
          r.undone_at IS NOT NULL OR r.state IN ('refused', 'discarded')
          OR (r.undo_at IS NULL AND :now - SECONDS(r.finished_at) > 2592000 + :overdue_after)
        )
        """,
    ),
    Rule(
        "undo_out_of_order",
        "Import {import_run} was taken back before it was in, or before anybody wanted that, or it never ends.",
        """
        SELECT r.id AS import_run FROM import_run r
        WHERE (r.undo_at IS NOT NULL AND r.state <> 'applied')
          OR (r.undone_at IS NOT NULL AND r.undo_at IS NULL)
          OR SECONDS(r.undone_at) + :tolerance < SECONDS(r.undo_at)
          OR SECONDS(r.undo_at) + :tolerance < SECONDS(r.finished_at)
          OR (r.undone_at IS NULL AND :now - SECONDS(r.undo_at) > :overdue_after)
        """,
    ),
    Rule(
        "yes_of_a_list_that_is_gone",
        "Contact {contact} agrees to an automated voice only by import {import_run}, which was taken back.",
        """
        SELECT t.id AS contact, c.import_run_id AS import_run FROM contact t
        JOIN consent c ON c.contact_id = t.id AND c.purpose = 'automated_voice' AND c.source = 'import' AND c.granted
        JOIN import_run r ON r.id = c.import_run_id AND r.undone_at IS NOT NULL
        WHERE t.automated_consent AND NOT EXISTS (
          SELECT 1 FROM consent o LEFT JOIN import_run s ON s.id = o.import_run_id
          WHERE o.contact_id = t.id AND o.purpose = 'automated_voice' AND o.source = 'import' AND o.id <> c.id
            AND (o.id > c.id OR (o.granted AND s.undo_at IS NULL))
        )
        """,
    ),
    Rule(
        "asked_after_the_undo",
        "Case {case_file} was opened for somebody whom import {import_run} alone brought, after that was taken back.",
        """
        SELECT f.id AS case_file, r.id AS import_run FROM import_change c
        JOIN import_run r ON r.id = c.run_id
        JOIN touchpoint t ON t.id = c.row_id
        JOIN case_file f ON f.touchpoint_id = t.id
        WHERE c.table_name = 'touchpoint' AND c.kept = 'case' AND t.named_run_id IS NULL AND f.kind = 'survey'
          AND SECONDS(f.created_at) > SECONDS(r.undo_at) + :tolerance
          AND NOT EXISTS (SELECT 1 FROM lifecycle_event e WHERE e.touchpoint_id = t.id)
        """,
    ),
)
