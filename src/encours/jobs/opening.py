"""How a command opens the house: settings, database, clock, creditor, language, and how it answers."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from encours.jobs.memory import settle

if TYPE_CHECKING:
    from encours.records.parties.models import Creditor

_Function = TypeVar("_Function", bound=Callable[..., Any])
_PENDING_LOCK = 0x0E2C
_SHOWN = 10


class BadInputError(click.ClickException):
    """What was asked cannot be understood or reached: a sentence, and exit code 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print the sentence alone."""
        click.echo(self.message, err=True, file=file)


def creditor_option(function: _Function) -> _Function:
    """Add `--creditor`."""
    told = "SIREN, name or number of the creditor; not needed where there is only one."
    return click.option("--creditor", "named", metavar="SIREN|NAME|ID", help=told)(function)


def json_option(function: _Function) -> _Function:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for a program.")(function)


def open_house() -> None:
    """Set Django up, speak the reader's language, and migrate the database where it is not up to date.

    Raises
        BadInputError: the database does not answer.
    """
    speak()
    _migrate()


def speak() -> None:
    """Set Django up and speak the reader's language; no database is opened."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "encours.config.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
        settle()
    from django.utils import translation

    translation.activate(language())


def language() -> str:
    """The language of answers: ENCOURS_LANGUAGE, else the terminal's; French where it says neither."""
    from encours.words.languages import nearest

    given = (os.environ.get(name) for name in ("ENCOURS_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    return nearest(next((text for text in given if text), None))


def now() -> datetime:
    """Read the clock; a command does it once and hands the instant down (DESIGN §2.2)."""
    return datetime.now(UTC)


def outbox() -> Path:
    """The folder in which letters are laid."""
    from django.conf import settings

    return Path(str(settings.ENCOURS["outbox"]))


def home() -> Path:
    """The folder of this installation's keys, roots and kept files."""
    from django.conf import settings

    return Path(str(settings.ENCOURS["home"]))


def the_creditor(named: str | None) -> Creditor:
    """Find the creditor a command is about; the only one if none is named.

    Raises
        BadInputError: none, or several, answer to that name.
    """
    found = the_creditors(named)
    if len(found) > 1:
        raise BadInputError(f"Plusieurs créanciers : préciser --creditor parmi {_listed(found)}.")
    return found[0]


def the_creditors(named: str | None) -> list[Creditor]:
    """Find the creditors a command is about: all of them if none is named.

    Raises
        BadInputError: none answers to that name.
    """
    from encours.records.parties.models import Creditor

    known = list(Creditor.objects.order_by("pk"))
    if not known:
        raise BadInputError("Aucun créancier : importer d'abord un fichier, « encours import FICHIER ».")
    if named is None:
        return known
    wanted = named.strip().casefold()
    for answers in (_is_siren, _is_name, _is_number):
        found = [creditor for creditor in known if answers(creditor, wanted)]
        if found:
            return found
    raise BadInputError(f"Aucun créancier « {named} » : choisir parmi {_listed(known)}.")


def _is_siren(creditor: Creditor, wanted: str) -> bool:
    return bool(creditor.siren) and creditor.siren == wanted.replace(" ", "")


def _is_name(creditor: Creditor, wanted: str) -> bool:
    return creditor.name.casefold() == wanted


def _is_number(creditor: Creditor, wanted: str) -> bool:
    return str(creditor.pk) == wanted


def _listed(creditors: Iterable[Creditor]) -> str:
    names = [f"{creditor.siren or creditor.pk} ({creditor.name})" for creditor in creditors]
    return ", ".join(names[:_SHOWN]) + ("…" if len(names) > _SHOWN else "")


def answer(facts: Mapping[str, Any], lines: Iterable[str], *, as_json: bool) -> None:
    """Print JSON for a program, or words for a person."""
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(line)


def leave(*, refused: bool) -> None:
    """End the command: 1 when a rule of the house refuses, 0 otherwise."""
    raise click.exceptions.Exit(1 if refused else 0)


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import OperationalError, connection

    from encours.jobs.founding import found
    from encours.records.frames.planner import look_at_tables

    try:
        if not _pending():
            return
        with _one_process_at_a_time():
            if _pending() and not found(connection):
                call_command("migrate", verbosity=0, interactive=False)
                look_at_tables()  # a table made anew has lost what the planner knew of it
    except OperationalError as error:
        raise BadInputError(_does_not_answer(str(error))) from error


def _pending() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _one_process_at_a_time() -> Iterator[None]:
    """Two workers that start together must not both build the tables."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_PENDING_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_PENDING_LOCK])
        return
    with (home() / "migrating.lock").open("w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _does_not_answer(detail: str) -> str:
    from django.db import connection

    settings = connection.settings_dict
    place = settings["NAME"] if connection.vendor == "sqlite" else f"{settings['HOST']}:{settings['PORT']}"
    first = detail.strip().splitlines()[0] if detail.strip() else ""
    return (
        f"La base de données ne répond pas ({place}) : {first}. "
        "Vérifier DATABASE_URL, et que le serveur est en marche."
    )
