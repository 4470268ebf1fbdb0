"""How the creditor chases: the ladder, the rates of law, terms and regimes, the templates."""
