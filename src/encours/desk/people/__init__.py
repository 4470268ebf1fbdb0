"""Who has access, to what, until when; invitations, reviews, sign-ins."""
