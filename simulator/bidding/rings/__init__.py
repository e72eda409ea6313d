"""Rings: firms that agree beforehand who wins, and what the others pretend to bid."""
