"""The life-cycle of a case at the desk: its phase, its procedure, what the judicial phase asks."""
