"""What was written down of what people did is never changed or removed: the database refuses it, whoever asks, but the owner of its tables
who takes the trigger away first.

Beside the tables of events it is the log of the desk (`django_admin_log`), in which each act stands with its reason. A new table of events
gets the triggers in its own migration, by `protect`.
"""

from django.db import migrations

LOG = "django_admin_log"
EVENTS = (
    "correction", "department", "departmentname", "disclosure", "document", "edition", "expected", "member", "person", "population",
    "privilege", "region", "report", "subordination", "succession", "team",
)
FUNCTION = """
CREATE FUNCTION budgets_trail_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% %：操作记录只增不改。', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
PROTECTED = """
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION budgets_trail_stays();
CREATE TRIGGER stays_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION budgets_trail_stays();
"""


def protect(*tables):
    """What protects tables, and what takes that back."""
    forwards = "".join(PROTECTED.format(table=table) for table in tables)
    backwards = "".join(f"DROP TRIGGER stays ON {table}; DROP TRIGGER stays_whole ON {table};" for table in tables)
    return migrations.RunSQL(forwards, backwards)


class Migration(migrations.Migration):
    dependencies = [("budgets", "0020_audit_trail"), ("admin", "0003_logentry_add_action_flag_choices")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION budgets_trail_stays()"),
        protect(LOG, *(f"budgets_{name}event" for name in EVENTS)),
    ]
