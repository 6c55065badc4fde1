"""An edition may be decided to replace another; and a superseded one may be in force again, where the one after it was withdrawn.

What waits is looked for by the unit that it names.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.fields.json import KT

MOVES_ON = """
CREATE OR REPLACE FUNCTION budgets_edition_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    way text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF budgets_is_fixed(NEW.state) THEN
            PERFORM budgets_refuse('budgets_edition INSERT');
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF budgets_is_fixed(OLD.state) THEN
            PERFORM budgets_refuse('budgets_edition DELETE ' || OLD.id);
        END IF;
        RETURN OLD;
    END IF;
    way := OLD.state || ' > ' || NEW.state;
    IF budgets_is_fixed(NEW.state) AND OLD.state <> NEW.state AND way NOT IN
        ('in_review > published', 'published > superseded', 'published > withdrawn', 'superseded > withdrawn'__MORE__)
    THEN
        PERFORM budgets_refuse('budgets_edition ' || OLD.id || ' ' || way);
    END IF;
    IF budgets_is_fixed(OLD.state) AND (
        NOT budgets_is_fixed(NEW.state)
        OR to_jsonb(OLD) - ARRAY['state', 'ended_at', 'ended_by_id', 'end_reason']
            IS DISTINCT FROM to_jsonb(NEW) - ARRAY['state', 'ended_at', 'ended_by_id', 'end_reason']
    ) THEN
        PERFORM budgets_refuse('budgets_edition ' || OLD.id || ' ' || way);
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0004_pages_of_pdfs")]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                help_text="由人决定：它的文件是更正后重新公开的",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="budgets.edition",
                verbose_name="取代哪一版",
            ),
        ),
        migrations.AddIndex("reading", models.Index(KT("extraction__identity__unit__value"), name="reading_unit")),
        migrations.RunSQL(MOVES_ON.replace("__MORE__", ", 'superseded > published'"), MOVES_ON.replace("__MORE__", "")),
    ]
