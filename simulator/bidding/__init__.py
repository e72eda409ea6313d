"""Bidding: how firms choose their prices."""
