"""Firms: who bids, and what it costs them."""
