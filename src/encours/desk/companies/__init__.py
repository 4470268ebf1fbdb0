"""What the public register says of a customer: asked, shown, taken over."""
