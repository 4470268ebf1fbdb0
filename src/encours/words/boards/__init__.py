"""A board in words: what each tile says in the reader's language, with the table beside each chart."""
