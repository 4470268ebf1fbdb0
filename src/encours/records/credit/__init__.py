"""What credit departments and agencies say of a customer."""
