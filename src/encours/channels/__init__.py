"""Ways out, a room each, all alike: handed a Letter, hand back a Receipt.

A room knows neither records nor words: what it sends was written elsewhere. It has two functions,
`missing(settings)` and `open_way(settings)`, and is listed in `registry`.
"""
