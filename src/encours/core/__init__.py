"""Floor 1, decisions: frames and a day in, frames out. No framework, clock, file or network."""

import importlib
import sys

# Shapes load whatever they find of other people's databases: half a second of each command, for what no shape of ours
# asks. They find none; a connector that reads by SQL loads SQLAlchemy itself.
_found = sys.modules.get("sqlalchemy")
sys.modules["sqlalchemy"] = None  # type: ignore[assignment]
try:
    importlib.import_module("dataframely")
finally:
    if _found is None:
        del sys.modules["sqlalchemy"]
    else:
        sys.modules["sqlalchemy"] = _found
