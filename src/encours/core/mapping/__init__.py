"""Tables of any layout: what a column may say, what it most likely says, and what was decided of it. Pure."""
