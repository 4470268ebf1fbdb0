"""What keeps messages in the house: the wide stop, the most of a day, and who is held until when."""
