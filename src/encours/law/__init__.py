"""Floor 0, the law: dated, sourced figures and calendars; a day a sheet does not cover is refused."""
