"""The tables of a new house, made at once: walking through every migration would draw each table a hundred times."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.migrations import Migration, RunPython

_OURS = "encours."


def found(connection: BaseDatabaseWrapper) -> bool:
    """Make every table of an empty database as the migrations leave them, and note them as applied.

    One transaction: a process that is killed leaves the database empty. False, and nothing done, where some
    migration has been applied: those that are missing then do their work.

    Of what migrations run in Python, only ours that are not elidable are: what else there is moves rows, and
    there are none.
    """
    from django.core.management.sql import emit_post_migrate_signal
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.loader.applied_migrations:
        return False
    executor.recorder.ensure_schema()
    plan = [
        migration
        for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    ]
    apps = executor.loader.project_state().apps
    with connection.schema_editor(atomic=True) as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        for operation in chain.from_iterable(_run(migration) for migration in plan):
            operation.code(apps, editor)
        for migration in plan:
            executor.recorder.record_applied(migration.app_label, migration.name)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    return True


def _run(migration: Migration) -> list[RunPython]:
    from django.db.migrations import RunPython

    if not migration.__module__.startswith(_OURS):
        return []
    return [one for one in migration.operations if isinstance(one, RunPython) and not one.elidable]
