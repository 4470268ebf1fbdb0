"""The store: what the house keeps of a creditor, how it is kept, how it grows, and what it costs."""
