"""A code and its facts in; a sentence, an amount or a day in a language out. French and English."""
