"""Figures, each a pure function of a tidy table, with labels in English and Chinese."""
