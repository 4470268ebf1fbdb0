"""Replay: what a scenario would have done on the company's own past, from the facts as known each day."""

from encours.core.replay.book import Book, Sent
from encours.core.replay.judging import judged
from encours.core.replay.running import Replayed, business_days, replay
from encours.core.replay.sending import House, Standing

__all__ = ["Book", "House", "Replayed", "Sent", "Standing", "business_days", "judged", "replay"]
