"""The benches: the product in a child process, in a home of its own, beside a floor measured in the same run."""
