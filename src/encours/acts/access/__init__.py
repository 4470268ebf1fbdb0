"""Who may come in and what they may do: invitations, changes, reviews, the creditor's own rules on access."""
