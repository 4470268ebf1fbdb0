"""The database itself refuses to rewrite history: all but sealing a leaf and its lawful erasure."""

from django.db import migrations

APPEND_ONLY = ("history_entry", "history_root", "cash_application", "encours_messages_delivery")
LEAF = "history_leaf"
REFUSED = "the history is append-only"

_SEALS = """(OLD.position IS NULL AND NEW.position IS NOT NULL
    AND NEW.content IS {same} OLD.content AND NEW.salt IS {same} OLD.salt)"""
_ERASES = """(NEW.position IS {same} OLD.position AND NEW.content IS NULL AND NEW.salt IS NULL)"""
_KEEPS = """(NEW.id = OLD.id AND NEW.creditor_id = OLD.creditor_id AND NEW.entry_id = OLD.entry_id
    AND NEW.customer_id IS {same} OLD.customer_id AND NEW.digest = OLD.digest)"""


def lawful(same):
    """The condition under which a leaf may change; `same` is the null-safe equality of the database."""
    return f"{_KEEPS} AND ({_SEALS} OR {_ERASES})".format(same=same)


def sqlite_triggers():
    for table in (*APPEND_ONLY, LEAF):
        yield f"""CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}
            BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"""
    for table in APPEND_ONLY:
        yield f"""CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table}
            BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"""
    yield f"""CREATE TRIGGER {LEAF}_unchanged BEFORE UPDATE ON {LEAF} WHEN NOT ({lawful("")})
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"""


def postgresql_triggers():
    yield f"""CREATE FUNCTION history_refuses() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"""
    for table in (*APPEND_ONLY, LEAF):
        yield f"""CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION history_refuses()"""
        yield f"""CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION history_refuses()"""
    for table in APPEND_ONLY:
        yield f"""CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table}
            FOR EACH ROW EXECUTE FUNCTION history_refuses()"""
    yield f"""CREATE TRIGGER {LEAF}_unchanged BEFORE UPDATE ON {LEAF}
        FOR EACH ROW WHEN (NOT ({lawful("NOT DISTINCT FROM")})) EXECUTE FUNCTION history_refuses()"""


def make(apps, schema_editor):
    triggers = sqlite_triggers if schema_editor.connection.vendor == "sqlite" else postgresql_triggers
    for statement in triggers():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0002_first"),
        ("cash", "0002_first"),
        ("encours_messages", "0002_first"),
    ]
    operations = [migrations.RunPython(make, elidable=False)]
