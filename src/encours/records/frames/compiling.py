"""What PostgreSQL is told of compiling (JIT); apart, as the settings read it before any table is known."""

from __future__ import annotations

from typing import Final

UNCOMPILED: Final = "-c jit=off"
"""What it compiles of a page's reading costs a tenth of a second, to answer in a hundredth."""
