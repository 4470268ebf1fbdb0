"""Work of people: what is worth doing first, and who is named in a note."""
