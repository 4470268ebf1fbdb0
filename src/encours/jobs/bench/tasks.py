"""What a child process of a bench does: `python -m encours.jobs.bench.tasks NAME JSON`, an answer in JSON."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from typing import Any

# name: the module that holds a function of that name
TASKS = {
    "write_ledger": "ledgers",
    "open_empty": "ledgers",
    "import_ledger": "ledgers",
    "write_invoices": "einvoices",
    "read_invoices": "einvoices",
    "take_invoices": "einvoices",
    "take_together": "einvoices",
    "write_table": "ledgers",
    "import_table": "ledgers",
    "save_notes": "notes",
    "seed": "portfolios",
    "crowd": "crowds",
    "bank": "banks",
    "strategy": "strategies",
    "run": "days",
    "touch": "days",
    "record_sending": "days",
    "serve_mail": "mail",
    "send_emails": "mail",
    "send_letters": "letters",
    "render_letters": "letters",
    "draw_lines": "bank_lines",
    "match_lines": "bank_lines",
    "match_one_payer": "bank_lines",
    "lay_letters": "statements",
    "write_statement": "statements",
    "stop_by_statement": "statements",
    "draw_past": "pasts",
    "replay_past": "pasts",
    "look": "looking",
    "count_queries": "looking",
}


def main() -> None:
    """Do one task and print its answer."""
    name, given = sys.argv[1], json.loads(sys.argv[2])
    task: Callable[..., dict[str, Any]] = getattr(
        importlib.import_module(f"encours.jobs.bench.{TASKS[name]}"), name
    )
    sys.stdout.write(json.dumps(task(**given), default=str) + "\n")


if __name__ == "__main__":
    main()
