"""Memory of a process: what it loaded lives as long as itself, and need not be walked over again and again."""

import gc

_NEW, _YOUNG, _GROWN = 50_000, 20, 20


def settle() -> None:
    """Set apart from the collector all that is loaded by now: models, pages, templates.

    Python's collector looks at every living object again whenever many have come; with a whole house loaded, that was
    a third of a day's decision, and the slowest pages of each hundred. For the same reason it comes less often than by
    default: a batch of reminders holds a hundred thousand objects that all live, and was walked over at each 700 more.
    """
    gc.set_threshold(_NEW, _YOUNG, _GROWN)
    gc.collect()
    gc.freeze()
