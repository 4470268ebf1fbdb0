"""What the bank says against what is owed: pure, frames in and frames out.

`statements` proves a statement and names its lines; `references` finds invoice numbers in wording;
`cash` proposes applications; `one_fact` pairs bank lines with ledger payments; `returns` says what a
returned payment gives back.
"""
