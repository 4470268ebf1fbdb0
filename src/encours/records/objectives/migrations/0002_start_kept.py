"""The database itself refuses to change what an objective started from."""

from django.db import migrations

KEPT = "measure, formula_version, parts, currency, start_on, start_value"
REFUSED = "what an objective started from is kept"


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"""CREATE TRIGGER objectives_objective_start_kept BEFORE UPDATE OF {KEPT} ON objectives_objective
            BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"""
        )
        return
    schema_editor.execute(
        f"""CREATE FUNCTION objective_start_kept() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"""
    )
    schema_editor.execute(
        f"""CREATE TRIGGER objectives_objective_start_kept BEFORE UPDATE OF {KEPT} ON objectives_objective
        FOR EACH ROW EXECUTE FUNCTION objective_start_kept()"""
    )


class Migration(migrations.Migration):
    dependencies = [("objectives", "0001_objectives")]
    operations = [migrations.RunPython(make, elidable=False)]
