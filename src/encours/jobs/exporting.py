"""`encours export`: the map of what can be written out; each export's module is imported only when called."""

from __future__ import annotations

import importlib

import click

# name: (module, what it does)
_EXPORTS: dict[str, tuple[str, str]] = {
    "measures": ("exporting_measures", "The figures of every day between two, for a BI tool."),
    "case": ("exporting_case", "A customer's history with its proofs, documents and a stand-alone verifier."),
    "statement": ("exporting_statement", "A customer's statement of account, at any day (PDF, XLSX, CSV)."),
    "balance": ("exporting_balance", "The aged balance of all customers, at any day (XLSX, CSV)."),
}


class _Exports(click.Group):
    """Knows every export by name, and imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the exports."""
        return list(_EXPORTS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one export that is called."""
        if cmd_name not in _EXPORTS:
            return None
        module = importlib.import_module(f"encours.jobs.{_EXPORTS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the map without importing anything."""
        with formatter.section("Exports"):
            formatter.write_dl([(name, text) for name, (_, text) in _EXPORTS.items()])


@click.group("export", cls=_Exports)
def command() -> None:
    """Write out what the house holds, for people and systems outside it."""
