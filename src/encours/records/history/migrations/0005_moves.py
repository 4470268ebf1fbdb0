"""An event may follow a customer that is merged into another (ADR 13): nothing else of it may change, and the move is kept."""

from django.db import migrations

MOVED = {"cash_application": ("cash", "Application"), "encours_messages_delivery": ("encours_messages", "Delivery")}
APPEND_ONLY = ("merging_merging", "merging_move")
REFUSED = "the history is append-only"


def sqlite_triggers(apps):
    for table in APPEND_ONLY:
        yield f"""CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}
            BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"""
        yield f"""CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table}
            BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"""
    for table, (app, name) in MOVED.items():
        columns = [field.column for field in apps.get_model(app, name)._meta.concrete_fields]
        same = " AND ".join(f'NEW."{one}" IS OLD."{one}"' for one in columns if one != "customer_id")
        yield f"DROP TRIGGER {table}_unchanged"
        yield f"""CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} WHEN NOT ({same} AND EXISTS (
            SELECT 1 FROM merging_move m WHERE m."row" = OLD.id AND m.label = '{label(app, name)}'
            AND m.came_from_id = OLD.customer_id AND m.customer_id = NEW.customer_id))
            BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"""


def postgresql_triggers(apps):
    for table in APPEND_ONLY:
        yield f"""CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION history_refuses()"""
        yield f"""CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION history_refuses()"""
        yield f"""CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table}
            FOR EACH ROW EXECUTE FUNCTION history_refuses()"""
    yield f"""CREATE FUNCTION history_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF to_jsonb(NEW) - 'customer_id' = to_jsonb(OLD) - 'customer_id' AND EXISTS (
            SELECT 1 FROM merging_move m WHERE m."row" = OLD.id AND m.label = TG_ARGV[0]
            AND m.came_from_id = OLD.customer_id AND m.customer_id = NEW.customer_id)
        THEN RETURN NEW; END IF;
        RAISE EXCEPTION '{REFUSED}'; END $$"""
    for table, (app, name) in MOVED.items():
        yield f"DROP TRIGGER {table}_unchanged ON {table}"
        yield f"""CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table}
            FOR EACH ROW EXECUTE FUNCTION history_moves('{label(app, name)}')"""


def label(app, name):
    return f"{app}.{name}"


def make(apps, schema_editor):
    triggers = sqlite_triggers if schema_editor.connection.vendor == "sqlite" else postgresql_triggers
    for statement in triggers(apps):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0004_work_organised"),
        ("merging", "0001_merging"),
        ("parties", "0008_merging"),
        ("cash", "0004_boards_indexes"),
        ("encours_messages", "0007_delivery_by_state"),
    ]
    operations = [migrations.RunPython(make, elidable=False)]
