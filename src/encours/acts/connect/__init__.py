"""Systems connected: added, read, compared with what is here, told what happened."""
