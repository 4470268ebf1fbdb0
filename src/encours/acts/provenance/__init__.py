"""Several sources of one fact: what each says is kept where they differ, and the one believed wins."""
