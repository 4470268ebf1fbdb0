"""FLOOR of `bench einvoices`: lxml parses the same bytes, and nothing is made of them.

Frozen: a change to this file is a commit of its own that states the old and the new figure.

    python benchmarks/floor_einvoices.py folder
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from lxml import etree


def main() -> None:
    """Parse every file of a folder, bytes read beforehand, and print the seconds."""
    contents = [path.read_bytes() for path in sorted(Path(sys.argv[1]).glob("*.xml"))]
    begun = time.perf_counter()
    for content in contents:
        etree.fromstring(content)
    told = {"seconds": time.perf_counter() - begun, "documents": len(contents)}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
