"""The life-cycle of a case: the procedure chosen, the judicial phase entered and left, exceptions asked and decided."""
