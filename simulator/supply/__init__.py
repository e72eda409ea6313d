"""Contracts in simulated time: orders, production, failures and who steps in (docs/contracts.md)."""
