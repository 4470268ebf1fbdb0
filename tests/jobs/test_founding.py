"""A new house gets its tables at once, and they are those that every migration in turn would leave."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.state import ProjectState
from django.db.models import Field

from encours.jobs.founding import found

_SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%%'"
_POSTGRESQL = """
SELECT 'column', table_name || '.' || column_name,
       concat_ws(' ', data_type, character_maximum_length, is_nullable, column_default, is_identity)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
_FILLED = ("django_migrations", "django_content_type", "auth_permission")


def _parts(sql: str) -> list[str]:
    """What a CREATE TABLE holds, each part by itself: migrations add columns last, so their order says nothing."""
    inside, parts, depth = sql[sql.index("(") + 1 : sql.rindex(")")], [""], 0
    for letter in inside:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return sorted(" ".join(part.split()) for part in parts)


def _shape() -> dict[tuple[str, str], object]:
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE if connection.vendor == "sqlite" else _POSTGRESQL)
        rows = cursor.fetchall()
    return {
        (kind, name): _parts(sql) if kind == "table" else re.sub(r"\s+", " ", sql or "")
        for kind, name, sql in rows
    }


def _names(table: str) -> set[tuple[object, ...]]:
    columns = {"django_migrations": "app, name", "django_content_type": "app_label, model"}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns.get(table, 'codename, name')} FROM {table}")  # noqa: S608 — written here
        return set(cursor.fetchall())


def _rows() -> dict[str, int]:
    told = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')  # noqa: S608 — a name of the database's own
            told[table] = cursor.fetchone()[0]
    return told


def _emptied() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in connection.introspection.table_names(
                cursor
            ):  # at once, they take more locks than there are
                cursor.execute(f'DROP TABLE "{table}" CASCADE')
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
            return
    path = Path(connection.settings_dict["NAME"])
    connection.close()
    path.unlink()


@pytest.fixture
def _models_drawn_lightly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every migration as it is, in a tenth of the time: Django draws some fifty models anew for each change of one.

    Here only the model that changes is; where a migration runs Python, it is still given them all anew.
    """

    def itself(state: ProjectState, app: str, model: str, delay: bool = False) -> set[tuple[str, str]]:
        state.is_delayed = True
        return {(app, model)}

    def kept(state: ProjectState, key: tuple[str, str], option: str, those: list[Any]) -> None:
        state.models[key].options[option] = those
        if "apps" in vars(state):
            setattr(state.apps.get_model(*key)._meta, option, list(those))

    def append(state: ProjectState, app: str, model: str, option: str, one: Any) -> None:
        kept(state, (app, model), option, [*state.models[app, model].options.get(option, []), one])

    def remove(state: ProjectState, app: str, model: str, option: str, name: str) -> None:
        those = state.models[app, model].options.get(option, [])
        kept(state, (app, model), option, [each for each in those if each.name != name])

    made: dict[int, tuple[Field[Any, Any], Field[Any, Any]]] = {}
    anew = Field.clone

    def clone(field: Field[Any, Any]) -> Field[Any, Any]:
        """Of a field made anew once: the migration's own may bear what another reading of it left there."""
        if id(field) not in made:
            made[id(field)] = field, anew(field)
        return copy.deepcopy(made[id(field)][1])

    monkeypatch.setattr(ProjectState, "_find_reload_model", itself)
    monkeypatch.setattr(ProjectState, "_append_option", append)
    monkeypatch.setattr(ProjectState, "_remove_option", remove)
    monkeypatch.setattr(Field, "clone", clone)


@pytest.mark.both
@pytest.mark.usefixtures("_models_drawn_lightly")
def test_the_tables_made_at_once_are_those_that_the_migrations_leave(house: Path) -> None:
    at_once = _shape(), _rows(), [_names(table) for table in _FILLED]
    _emptied()
    call_command("migrate", verbosity=0)
    assert at_once == (_shape(), _rows(), [_names(table) for table in _FILLED])


def test_where_a_migration_has_been_applied_nothing_is_made_at_once(house: Path) -> None:
    before = _shape()
    assert not found(connection)
    assert _shape() == before


def test_what_stops_halfway_leaves_no_table(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _emptied()
    monkeypatch.setattr("encours.jobs.founding._run", lambda _migration: [object()])
    with pytest.raises(AttributeError):
        found(connection)
    assert set(_rows()) <= {"django_migrations"}
    monkeypatch.undo()
    assert found(connection)
