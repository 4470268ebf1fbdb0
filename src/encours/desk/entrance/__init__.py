"""Coming in and out: sign-in, language, appearance, which creditor."""
