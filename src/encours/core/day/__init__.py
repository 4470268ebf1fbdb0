"""The day: what to do about each open item, and why; what to say to each customer."""

from encours.core.day.plan import Plan, plan_day

__all__ = ["Plan", "plan_day"]
