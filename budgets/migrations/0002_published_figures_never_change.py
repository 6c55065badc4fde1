"""The database itself refuses to change what was published, whoever asks: ORM, psql, a later mistake of ours.

An edition is fixed once it is published, superseded or withdrawn. Then its rows, its parts, the readings and pages behind them and the
disclosure that it answers stay as they are; of the edition itself only the state may move on, with who ended it, when and why.
The statement triggers look at all rows of a statement at once, so that loading many figures costs one look, and they lock the edition
against being published meanwhile.
"""

from django.db import migrations

OF_AN_EDITION = ("part", "correction", "fact", "statement", "form", "finding", "note")

FUNCTIONS = """
CREATE FUNCTION budgets_is_fixed(state text) RETURNS boolean LANGUAGE sql IMMUTABLE
    RETURN state IN ('published', 'superseded', 'withdrawn');

CREATE FUNCTION budgets_refuse(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%：已公布的版本不再改动；更正请另立新版。', what USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION budgets_rows_of_open_editions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    edition record;
BEGIN
    FOR edition IN
        SELECT id, state FROM budgets_edition WHERE id IN (SELECT edition_id FROM changed) ORDER BY id FOR SHARE
    LOOP
        IF budgets_is_fixed(edition.state) THEN
            PERFORM budgets_refuse(TG_TABLE_NAME || ' ' || TG_OP || ' 版本 ' || edition.id);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION budgets_document_is_fixed(document bigint) RETURNS boolean LANGUAGE sql STABLE
    RETURN EXISTS (
        SELECT FROM budgets_reading reading
        JOIN budgets_part part ON part.reading_id = reading.id
        JOIN budgets_edition edition ON edition.id = part.edition_id
        WHERE reading.document_id = document AND budgets_is_fixed(edition.state)
    );

CREATE FUNCTION budgets_pages_of_open_documents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT document_id FROM changed) AS touched WHERE budgets_document_is_fixed(document_id)) THEN
        PERFORM budgets_refuse('budgets_documentpage ' || TG_OP);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION budgets_reading_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM budgets_part part JOIN budgets_edition edition ON edition.id = part.edition_id
        WHERE part.reading_id = OLD.id AND budgets_is_fixed(edition.state)
    ) THEN
        PERFORM budgets_refuse('budgets_reading ' || TG_OP || ' ' || OLD.id);
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION budgets_document_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.id, OLD.sha256, OLD.size, OLD.original) = (NEW.id, NEW.sha256, NEW.size, NEW.original) THEN
        RETURN NEW;
    END IF;
    IF budgets_document_is_fixed(OLD.id) THEN
        PERFORM budgets_refuse('budgets_document ' || TG_OP || ' ' || OLD.id);
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION budgets_disclosure_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM budgets_edition WHERE disclosure_id = OLD.id AND budgets_is_fixed(state)) THEN
        PERFORM budgets_refuse('budgets_disclosure ' || TG_OP || ' ' || OLD.id);
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION budgets_correction_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '更正只增加，不改动；请另加一条。' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION budgets_edition_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
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
        ('in_review > published', 'published > superseded', 'published > withdrawn', 'superseded > withdrawn')
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

CREATE TRIGGER stays BEFORE INSERT OR UPDATE OR DELETE ON budgets_edition FOR EACH ROW EXECUTE FUNCTION budgets_edition_moves_on();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON budgets_reading FOR EACH ROW EXECUTE FUNCTION budgets_reading_stays();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON budgets_document FOR EACH ROW EXECUTE FUNCTION budgets_document_stays();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON budgets_disclosure FOR EACH ROW EXECUTE FUNCTION budgets_disclosure_stays();
CREATE TRIGGER is_only_added_to BEFORE UPDATE ON budgets_correction FOR EACH ROW EXECUTE FUNCTION budgets_correction_stays();
"""

EVENTS = (("inserted", "INSERT", "NEW"), ("changed_from", "UPDATE", "OLD"), ("changed_to", "UPDATE", "NEW"), ("deleted", "DELETE", "OLD"))


def triggers(table, function):
    """One trigger for each event: PostgreSQL wants transition tables declared one at a time."""
    return "\n".join(
        f"CREATE TRIGGER {name} AFTER {event} ON budgets_{table} REFERENCING {rows} TABLE AS changed "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}();"
        for name, event, rows in EVENTS
    )


STATEMENT_TRIGGERS = "\n".join(
    [triggers(table, "budgets_rows_of_open_editions") for table in OF_AN_EDITION]
    + [triggers("documentpage", "budgets_pages_of_open_documents")]
)

REMOVE = """
DROP FUNCTION budgets_rows_of_open_editions, budgets_pages_of_open_documents, budgets_reading_stays, budgets_document_stays,
    budgets_disclosure_stays, budgets_correction_stays, budgets_edition_moves_on CASCADE;
DROP FUNCTION budgets_document_is_fixed;
DROP FUNCTION budgets_refuse;
DROP FUNCTION budgets_is_fixed;
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS + STATEMENT_TRIGGERS, REMOVE)]
