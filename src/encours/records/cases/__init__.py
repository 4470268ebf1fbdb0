"""Cases, holds and notes about a customer."""
