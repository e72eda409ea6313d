"""Metrics with intervals, tidy tables, and the check against published figures."""
