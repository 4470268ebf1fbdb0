"""The map of the command line; each command's module is imported only when it is called."""

from __future__ import annotations

import importlib
import os
import sys

import click

from encours import __version__

# name: (module, what it does, what it reads and writes)
_COMMANDS: dict[str, tuple[str, str]] = {
    "inspect": (
        "inspecting",
        "Show what a file says, and what would be refused. Reads FILE; writes nothing.",
    ),
    "import": (
        "importing",
        "Take in a ledger, a bank statement or a companion file. Reads FILE; writes facts.",
    ),
    "mapping": (
        "mapping",
        "Propose, check or export how tables of any layout are read. Writes nothing.",
    ),
    "fields": (
        "declaring",
        "List, declare or retire fields of your own on customers and invoices. Writes what is declared.",
    ),
    "scenario": (
        "scenarios",
        "Export, check or import scenarios as YAML sheets. Writes what is imported.",
    ),
    "experiment": (
        "experimenting",
        "Experiments: two scenarios side by side, what is known of each, how many customers one takes. Writes nothing.",
    ),
    "replay": (
        "replaying",
        "Replay a scenario on past days, from what was known each day. Writes its result.",
    ),
    "simulate": (
        "simulating",
        "Follow scenarios among simulated debtors, drawn from how your own paid. Writes nothing.",
    ),
    "segments": (
        "segmenting",
        "List the rules of segments and how many customers each catches. Writes nothing.",
    ),
    "run": ("running", "Decide the day: positions, proposals, figures. Reads facts; writes proposals."),
    "send": ("sending", "Send what is approved, through the one gate. Reads proposals; writes deliveries."),
    "letters": (
        "posting",
        "Say which letters wait to be posted, which were recalled. Writes what is said of them.",
    ),
    "doubtful": (
        "doubting",
        "Say who is a doubtful customer, who should be, and what is to be entered of its debts. Writes with --accept.",
    ),
    "debits": (
        "debiting",
        "Say what is collected by SEPA direct debit, and make the file for the bank. Writes with --out.",
    ),
    "digest": (
        "digesting",
        "Send the day's digest to colleagues who asked for it. Reads facts; sends e-mail.",
    ),
    "mail": (
        "mailing",
        "Read the shared mailbox (IMAP): answers and bounces are filed. Reads mails; writes facts.",
    ),
    "watch": (
        "watching",
        "Have a folder watched, and take in what lies there. Reads files; writes facts.",
    ),
    "connector": (
        "connecting",
        "Connect an ERP or a billing tool: add, test, sync, report. Reads it; writes facts.",
    ),
    "companies": (
        "registering",
        "Keep what a file of companies (INSEE) says of customers. Reads FILE; writes facts.",
    ),
    "why": ("asking", "Say why an invoice is or is not chased. Reads facts; writes nothing."),
    "measure": ("measuring", "Say any measure of any day, with its formula. Reads facts; writes nothing."),
    "quality": (
        "judging",
        "Look over the data: errors, score, what to correct first. Writes what it found.",
    ),
    "verify": ("proving", "Verify the history: leaves, roots, signatures, facts, files. Writes nothing."),
    "check": ("checking", "Check every invariant of the database. Writes nothing."),
    "seal": ("sealing", "Seal the history: positions, tree, signed root. Writes roots."),
    "export": ("exporting", "Write out a customer's case with its proofs and a verifier. Writes files."),
    "entries": (
        "entries",
        "Write what the bank paid as entries for the accounting software. Reads facts; writes FILE.",
    ),
    "demo": ("demo", "Set up a demo company and walk the whole thread. Writes a database of its own."),
    "serve": ("serving", "Open the desk on http://127.0.0.1:8000, and the worker beside it."),
    "worker": ("working", "Send what is approved and seal the history, until stopped."),
    "eval": (
        "evaluating",
        "Measure how right matching is, on bank lines whose truth is known. Reads FILE; writes nothing.",
    ),
    "bench": ("benching", "Print a benchmark beside its floor. Writes in a folder of its own."),
    "roi": ("returning", "Say what collection brought and cost, recomputed from the facts. Writes nothing."),
    "user": ("users", "Add a person and their role. Writes an account."),
}


class _House(click.Group):
    """Knows every command by name, and imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of the thread."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one command that is called."""
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"encours.jobs.{_COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the map without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=_House, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, prog_name="encours")
def house() -> None:
    """Encours: from the ledger to the reminder, the payment and the proof.

    Exit codes: 0 done, 1 refused by a rule of the house, 2 bad input.
    """


def main() -> None:
    """Run a command; an anticipated refusal is a sentence, not a trace."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "encours.config.settings")
    from encours.core.refusals import RuleError, SettingError, UnreadableFileError

    try:
        house(prog_name="encours", standalone_mode=False)
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except UnreadableFileError as error:
        click.echo(f"{_said(error.sentence)} {_said(error.remedy)}", err=True)
        sys.exit(2)
    except SettingError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except RuleError as error:
        click.echo(_said(error.sentence), err=True)
        sys.exit(1)


def _said(french: str) -> str:
    """A refusal of the lower floors in the reader's language."""
    from encours.jobs.opening import language, speak
    from encours.words.refusals import sentence

    speak()
    return sentence(french, language())
