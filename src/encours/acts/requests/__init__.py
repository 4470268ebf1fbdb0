"""Documents asked of customers: asked, received by a link, looked at, reminded of, closed."""
