"""Other people's files, a room each: `read(file) -> Iterator[Piece]`, control totals last."""
