"""What was agreed with a customer, and from when: contracts and promotions."""
