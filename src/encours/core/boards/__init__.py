"""Boards of figures: which tiles there are, how a person arranges them, and figures of one's own."""
