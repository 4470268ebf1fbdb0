"""The tables of the shared samples: what becomes of every file of a folder, one line each, for a person to read.

`tests/formats/shared_samples/FOLDER.yaml`: the file, then what is read of it, or `refused` by which rule and why.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

TABLES = Path(__file__).parent / "shared_samples"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "samples"


def expected(table: str) -> dict[str, Any]:
    """The lines of a table, by file; a refusal is `refused RULE`, its reason left out."""
    told: dict[str, Any] = yaml.safe_load((TABLES / f"{table}.yaml").read_text("utf-8"))
    return {
        name: f"refused {line['refused']}" if isinstance(line, dict) else line for name, line in told.items()
    }


def reasons(table: str) -> dict[str, str]:
    """Why each file that is refused is refused."""
    told: dict[str, Any] = yaml.safe_load((TABLES / f"{table}.yaml").read_text("utf-8"))
    return {name: line["why"] for name, line in told.items() if isinstance(line, dict)}


def files(folder: str) -> dict[str, Path]:
    """Every file of a folder of samples, by its path in it; a person's name or number in one is not written out.

    What tells how a sample beside it should be read is no sample.
    """
    root = SHARED / folder
    found = [path for path in sorted(root.rglob("*")) if path.is_file() and not _is_oracle(path)]
    return {_masked(str(path.relative_to(root))): path for path in found}


def _is_oracle(path: Path) -> bool:
    return path.suffix in {".json", ".yml"} and any(
        path.with_suffix(end).exists() for end in (".xml", ".sta")
    )


def _masked(name: str) -> str:
    if "/search-" not in name:
        return name
    folder, search = name.split("/search-")
    words = re.sub(r"(?<=[a-z])[a-z]+(?= )|(?<= [a-z])[a-z]+", ".", search.removesuffix(".json"))
    number = re.sub(r"(?<=\d{5})\d", "x", words) if words.isdecimal() else words
    return f"{folder}/search-{number}.json"


def amount(cents: int | None) -> str:
    """Cents as a person writes them."""
    if cents is None:
        return "–"
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"
