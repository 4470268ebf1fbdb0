"""Encours: receivables collection that a company hosts itself."""

import os

# Polars' streaming engine, its default, is made for what no memory holds: over the rows of a customer it takes twice as
# long and wants every core, and over a million items a third longer (ADR 25). It is asked for where files are read.
os.environ.setdefault("POLARS_ENGINE_AFFINITY", "in-memory")

__version__ = "0.1.0"
