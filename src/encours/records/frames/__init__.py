"""The doorway between tables and frames: every SQL sentence that reads or writes in bulk stands here."""
