"""Systems that are connected, what they told last, and what they are to be told."""
