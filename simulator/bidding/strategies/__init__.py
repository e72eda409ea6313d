"""Strategies: one family a file, all behind one protocol."""
