"""How much of a foreign file is taken before it is called untrustworthy."""

MAX_BYTES = 4 * 1024**3
"""Some thirty-five million lines; larger files are cut by period in the accounting software."""

MAX_LINE_BYTES = 1024**2
"""Eighteen labels never fill a mebibyte: a longer line is no ledger line."""

MAX_COLUMNS = 200
"""The longest legal variant has 22 columns."""

MAX_TAGS = 1_000_000
"""Angle brackets between two entries of an XML file: bounds the tree in memory, whatever the file's size."""

MAX_REFUSALS = 10_000
"""Beyond it the file as a whole is wrong, and a list helps nobody."""

BLOCK_BYTES = 8 * 1024**2
"""What is held in memory at once."""

MAX_AMOUNT_CENTS = 10**13
"""A hundred billion euros on one line; keeps every sum of a block within 64 bits."""

MAX_TOTAL_CENTS = 9 * 10**18
"""The largest sum that 64 bits hold, with a margin."""

MAX_OPEN_ENTRIES = 200_000
"""Entries not balanced yet that are remembered between blocks, to tell unbalanced ones."""
