"""`encours mapping`: how tables of any layout are read, as files that a person may keep and change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from encours.jobs.opening import BadInputError, creditor_option, language, open_house, speak, the_creditor

_TARGETS = (
    "invoices", "customers", "orders", "payments", "credit_notes", "contacts", "credit", "owners", "deals", "campaigns",
    "prospects", "lines", "contracts", "promotions",
)  # fmt: skip
target_option = click.option("--as", "target", type=click.Choice(_TARGETS), help="What the table is about.")


@click.group("mapping")
def command() -> None:
    """Propose, check or export mappings: which column of a table says what."""


@command.command("propose")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@target_option
def propose(table: Path, target: str | None) -> None:
    """Print, in YAML, what the columns of TABLE most likely say. Reads TABLE; writes nothing."""
    from encours.formats.tables.looking import look

    proposal = look(table.read_bytes()).proposal(target or "")
    click.echo(_yaml(proposal.mapping.to_json()), nl=False)
    for doubt in proposal.doubts:
        click.echo(f"# {doubt}")


@command.command("check")
@click.argument("mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("table", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(mapping: Path, table: Path | None) -> None:
    """Check MAPPING, and that TABLE can be read by it: rows kept, rows refused. Writes nothing."""
    from encours.formats.tables.reading import read_mapped

    told = read_file(mapping)
    speak()
    from django.utils.translation import gettext as _

    from encours.words.languages import speaking

    read = kept = refused = 0
    if table is not None:
        for piece in read_mapped(table.read_bytes(), told):
            refused += len(piece.refusals)
            read, kept = (
                (piece.controls.rows_read, piece.controls.rows_kept) if piece.controls else (read, kept)
            )
    with speaking(language()):
        click.echo(_("Correspondance juste : %(read)s lignes lues, %(kept)s gardées, %(refused)s champs refusés.")
                   % {"read": read, "kept": kept, "refused": refused})  # fmt: skip


@command.command("export")
@creditor_option
def export(named: str | None) -> None:
    """Print, in YAML, every mapping kept for a creditor. Writes nothing."""
    open_house()
    from encours.records.mappings.models import TableMapping

    rows = TableMapping.objects.of([the_creditor(named).pk]).filter(forgotten_at=None).order_by("pk")
    told = [{"name": row.name, "signature": row.signature, "mapping": json.loads(row.plan)} for row in rows]
    click.echo(_yaml(told), nl=False)


def read_file(path: Path) -> Any:
    """The mapping of a YAML (or JSON) file; raises BadInputError, or RuleError where it cannot be followed."""
    import yaml

    from encours.core.mapping.plan import from_json

    try:
        return from_json(yaml.safe_load(path.read_text("utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError) as wrong:
        raise BadInputError(f"{path.name} n’est pas un fichier YAML lisible.") from wrong


def _yaml(told: Any) -> str:
    import yaml

    return str(yaml.safe_dump(told, allow_unicode=True, sort_keys=False))
