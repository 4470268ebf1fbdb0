"""Systems that answer over the network: fetch and push, no rules. A room each, listed in `registry`."""
