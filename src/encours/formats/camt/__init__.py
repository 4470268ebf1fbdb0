"""ISO 20022 bank statements: CAMT.053 of any version; 052 and 054 are read too and say so.

Only a 053 books a balance: `facts["statements"][…]["kind"]` tells which one a line comes from.
"""

from encours.formats.camt.reading import read, sniff

__all__ = ["read", "sniff"]
