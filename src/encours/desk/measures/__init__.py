"""Every measure with its definition, of any day; and what people record for measures: costs, losses, opinions."""
