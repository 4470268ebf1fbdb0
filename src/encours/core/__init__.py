"""Floor 1, decisions: frames and a day in, frames out. No framework, clock, file or network."""
