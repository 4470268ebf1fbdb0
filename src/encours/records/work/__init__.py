"""How people share the work: portfolios, owners, absences, cases that a colleague is invited to."""
