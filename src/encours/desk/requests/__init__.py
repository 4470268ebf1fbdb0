"""Documents asked of customers: asked for, deposited by a link, looked at, reminded of, closed."""
