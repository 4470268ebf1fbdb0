"""How a creditor chases: scenarios, templates, confirmed figures."""
