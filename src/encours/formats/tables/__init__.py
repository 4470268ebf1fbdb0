"""Tables of any layout: CSV, TSV, XLSX, XLS, ODS; a mapping says what each column means."""

from encours.formats.tables.cells import cells_at
from encours.formats.tables.looking import Look, look
from encours.formats.tables.reading import read, read_mapped
from encours.formats.tables.sniffing import sniff

__all__ = ["Look", "cells_at", "look", "read", "read_mapped", "sniff"]
