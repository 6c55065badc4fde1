"""When an edition came into which state is written down by the database itself, so that what was shown at a moment can be shown again.

An edition keeps the date of its last end alone. Of what happened before this migration its dates tell: when it was published; that the next
one superseded it; when it was withdrawn; and when one that is in force was reinstated. What was reinstated and then ended again has lost the
date of its reinstatement: it is superseded from the first time on, so that nothing is shown that may not have been.
"""

import django.db.models.deletion
from django.db import migrations, models

NOTED = """
CREATE FUNCTION budgets_note_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO budgets_transition (edition_id, state, at) VALUES (NEW.id, NEW.state, CASE
        WHEN NEW.published_at IS DISTINCT FROM OLD.published_at THEN coalesce(NEW.published_at, clock_timestamp())
        WHEN NEW.ended_at IS DISTINCT FROM OLD.ended_at THEN coalesce(NEW.ended_at, clock_timestamp())
        ELSE clock_timestamp()
    END);
    RETURN NULL;
END $$;

CREATE FUNCTION budgets_transition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM budgets_refuse('budgets_transition ' || TG_OP || ' ' || OLD.id);
    RETURN NULL;
END $$;

CREATE TRIGGER noted AFTER UPDATE OF state ON budgets_edition FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state AND budgets_is_fixed(NEW.state)) EXECUTE FUNCTION budgets_note_transition();
"""
STAYS = """
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON budgets_transition FOR EACH ROW EXECUTE FUNCTION budgets_transition_stays();
"""
REMOVE = """
DROP TRIGGER noted ON budgets_edition;
DROP FUNCTION budgets_note_transition;
DROP FUNCTION budgets_transition_stays CASCADE;
"""

KNOWN = """
WITH fixed AS (
    SELECT edition.*, (
        SELECT min(next.published_at) FROM budgets_edition AS next
        WHERE next.disclosure_id = edition.disclosure_id AND next.published_at > edition.published_at AND budgets_is_fixed(next.state)
    ) AS next_at
    FROM budgets_edition AS edition WHERE budgets_is_fixed(edition.state)
)
INSERT INTO budgets_transition (edition_id, state, at)
SELECT * FROM (
    SELECT id, 'published', published_at FROM fixed
    UNION ALL
    SELECT id, 'superseded', coalesce(next_at, ended_at, published_at) FROM fixed WHERE state = 'superseded'
    UNION ALL
    SELECT id, 'superseded', next_at FROM fixed WHERE state <> 'superseded' AND next_at < ended_at
    UNION ALL
    SELECT id, state, coalesce(ended_at, published_at) FROM fixed
    WHERE state = 'withdrawn' OR (state = 'published' AND ended_at IS NOT NULL)
) AS known (edition, state, at)
ORDER BY at, CASE state WHEN 'superseded' THEN 1 WHEN 'withdrawn' THEN 2 ELSE 0 END
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0015_what_readers_say_is_wrong")]

    operations = [
        migrations.CreateModel(
            name="Transition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待确认身份"),
                            ("draft", "草稿"),
                            ("in_review", "审核中"),
                            ("published", "已公布"),
                            ("superseded", "已有新版"),
                            ("withdrawn", "已撤回"),
                            ("discarded", "已弃用"),
                        ],
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transitions",
                        to="budgets.edition",
                        verbose_name="版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "版本的变化",
                "verbose_name_plural": "版本的变化",
                "ordering": ("edition", "at", "id"),
                "indexes": [models.Index(fields=["edition", "at", "id"], name="state_of_an_edition_then")],
            },
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED", migrations.RunSQL.noop),
        migrations.RunSQL(NOTED + STAYS, REMOVE),
    ]
