"""A customer's leaves in their order: the index by customer alone gives way to one with the key beside."""

from typing import Any

from django.db import migrations, models


def _drop_the_index_alone(apps: Any, schema_editor: Any) -> None:
    # By its name, not by altering the column: SQLite would copy the table and lose the triggers that guard it.
    connection, table = schema_editor.connection, apps.get_model("history", "Leaf")._meta.db_table
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    for name, told in found.items():
        if told["columns"] == ["customer_id"] and told["index"]:
            schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


class Migration(migrations.Migration):
    dependencies = [("history", "0005_moves"), ("parties", "0010_grouped")]

    operations = [
        migrations.AddIndex(
            model_name="leaf",
            index=models.Index(fields=["customer_id", "id"], name="leaf_by_customer"),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="leaf", name="customer_id", field=models.BigIntegerField(null=True)
                )
            ],
            database_operations=[migrations.RunPython(_drop_the_index_alone, elidable=True)],
        ),
    ]
