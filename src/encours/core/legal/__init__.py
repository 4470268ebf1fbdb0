"""The life-cycle of a case: its phases, what opens the judicial one, and the procedure that its facts call for."""
