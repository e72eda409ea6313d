"""Equilibrium: bids that no firm would want to change, for the rule book it faces, with a certificate."""
