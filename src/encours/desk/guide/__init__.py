"""Help for whoever is new, or back after a while: the texts of help, and the first tour."""
