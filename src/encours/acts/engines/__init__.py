"""Engines: what maps a pure function over the parts of a creditor's customers, here or on a cluster."""

from encours.acts.engines.local import Local
from encours.acts.engines.mapping import Engine, Work, engine_named

__all__ = ["Engine", "Local", "Work", "engine_named"]
