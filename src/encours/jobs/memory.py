"""Memory of a process: what it loaded lives as long as itself, and need not be walked over again and again."""

import gc


def settle() -> None:
    """Set apart from the collector all that is loaded by now: models, pages, templates.

    Python's collector looks at every living object again whenever many have come; with a whole house loaded, that was
    a third of a day's decision, and the slowest pages of each hundred.
    """
    gc.collect()
    gc.freeze()
