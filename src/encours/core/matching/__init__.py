"""What the bank says against what is owed: pure, frames in and frames out.

`statements` proves a statement and names its lines; `senders` tells whose a line is; `one_fact` pairs
bank lines with ledger payments; `cash` applies what is left and proposes the rest; `returns` says what
a returned payment gives back. In an import: senders, one_fact, then cash over the lines left.
"""
