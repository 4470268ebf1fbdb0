"""Orders, open deals and campaigns of customers, as sales tell them; and what sales are told."""
