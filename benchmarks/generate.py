"""Big invented data for the benchmarks: a ledger file, a portfolio of open items, a long timeline, labelled bank lines.

Seeded and vectorised: the same arguments give the same data, a million lines take a few seconds.

    python benchmarks/generate.py fec big.txt --lines 1000000
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import date
from pathlib import Path

from big_cash import labelled
from big_ledger import FecTotals, fec
from big_portfolio import Portfolio, dunned, open_items, timeline

__all__ = ["FecTotals", "Portfolio", "dunned", "fec", "labelled", "open_items", "timeline"]


def main() -> None:
    """Write a ledger or a portfolio, and print what it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("fec", "items", "dunned", "timeline", "cash"))
    parser.add_argument(
        "path", type=Path, help="the file (fec, timeline, cash) or folder (items, dunned) to write"
    )
    parser.add_argument(
        "--lines", type=int, default=1_000_000, help="lines of the ledger or the bank, or open items"
    )
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--on", type=date.fromisoformat, default=date(2026, 3, 10))
    asked = parser.parse_args()
    begun = time.perf_counter()
    if asked.what == "fec":
        said = fec(asked.path, asked.lines, asked.seed)
        counts: dict[str, int] = {name: getattr(said, name) for name in FecTotals.__slots__}
    elif asked.what == "timeline":
        rows = timeline(asked.lines, asked.seed, until=asked.on)
        rows.write_parquet(asked.path)
        counts = {"rows": len(rows)}
    elif asked.what == "cash":
        told = labelled(asked.lines, asked.customers, 10 * asked.customers, asked.seed, on=asked.on)
        told.write(asked.path)
        counts = {"lines": len(told.lines), "items": len(told.items)}
    else:
        make = open_items if asked.what == "items" else dunned
        portfolio = make(asked.lines, asked.customers, asked.seed, on=asked.on)
        asked.path.mkdir(parents=True, exist_ok=True)
        portfolio.items.write_parquet(asked.path / "items.parquet")
        portfolio.customers.write_parquet(asked.path / "customers.parquet")
        counts = {"items": len(portfolio.items), "customers_due": portfolio.customers_due}
    print(json.dumps({"seconds": round(time.perf_counter() - begun, 3), **counts}))


if __name__ == "__main__":
    main()
