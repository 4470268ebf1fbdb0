"""Shared work: what to do first, who follows whom, what colleagues say to each other."""
