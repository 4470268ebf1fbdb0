"""FLOOR of the letters of `bench send`: a bare typst call, one compiler kept warm.

Frozen: a change to this file is a commit of its own that states the old and the new figure.

Renders a one-page letter with a table of ten rows to PDF/A, each time with another number. With
`--sheet`, `--inputs` (a JSON object of texts, as typst's `sys.inputs`, or a list of them, one a letter)
and `--fonts`, it is the product's own sheet that is rendered, with nothing around the call. Letters that
are all the same come from typst's cache: give a list to measure letters.

    python benchmarks/floor_letter.py --letters 50
    python benchmarks/floor_letter.py --sheet letter.typ --inputs inputs.json --fonts fonts
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import typst

_SHEET = """
#let letter = json(bytes(sys.inputs.page))
#set document(title: letter.title, author: "Fournitures Industrielles Brévaille")
#set page(paper: "a4", margin: 20mm, footer: [#letter.title])
#set text(size: 10pt, lang: "fr")
#place(top + left, dx: 90mm, dy: 30mm, block(width: 80mm)[#letter.recipient.join(linebreak())])
#v(75mm)
= #letter.title
#letter.words
#table(
  columns: (1fr, auto, auto, auto),
  align: (left, left, left, right),
  table.header([Facture], [Émise le], [Échue le], [Reste dû]),
  ..letter.rows.flatten(),
)
#align(right)[Total : #letter.total]
#letter.words
"""
_ROWS = 10
_WRITTEN_AT = 1_700_000_000


def page(rank: int) -> dict[str, Any]:
    """What the floor's own letter says."""
    rows = [
        [f"FA2026-{rank + row:04d}", "10/01/2026", "09/02/2026", f"1 {row:03d},00 €"] for row in range(_ROWS)
    ]
    return {
        "title": f"Rappel de paiement n° {rank}",
        "recipient": ["Ateliers Alterive SAS", "4 rue de l'Établi", "99420 Saint-Aubin-des-Forges"],
        "words": "Sauf erreur de notre part, les factures ci-dessous restent à régler à ce jour. " * 3,
        "rows": rows,
        "total": "10 045,00 €",
    }


def rendered(compiler: typst.Compiler, inputs: list[dict[str, str]]) -> float:
    """Seconds for these letters, the first (cold) call left out."""
    standards: list[typst.PDFStandard] = ["a-3a", "ua-1"]
    begun = 0.0
    for rank, given in enumerate([inputs[0], *inputs]):
        begun = time.perf_counter() if rank == 1 else begun
        made = compiler.compile(
            format="pdf", sys_inputs=given, pdf_standards=standards, timestamp=1_700_000_000
        )
        assert made
    return time.perf_counter() - begun


def main() -> None:
    """Print the seconds, the letters, and milliseconds a letter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=50)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--inputs", type=Path)
    parser.add_argument("--fonts", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sheet = asked.sheet or Path(folder) / "letter.typ"
        if asked.sheet is None:
            sheet.write_text(_SHEET, encoding="utf-8")
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=asked.fonts is None,
            font_paths=[str(asked.fonts)] if asked.fonts else [],
        )
        compiler = typst.Compiler(sheet, root=sheet.parent, font_paths=fonts, ignore_system_fonts=True)
        if asked.inputs:
            given = json.loads(asked.inputs.read_text(encoding="utf-8"))
            inputs = given[: asked.letters] if isinstance(given, list) else [given] * asked.letters
        else:
            inputs = [{"page": json.dumps(page(rank))} for rank in range(asked.letters)]
        seconds = rendered(compiler, inputs)
    each = round(1000 * seconds / len(inputs), 2)
    print(json.dumps({"seconds": round(seconds, 3), "rows": len(inputs), "milliseconds_each": each}))


if __name__ == "__main__":
    main()
