"""Money after the award: who pays, who is paid, when, and what prices are made of (docs/money.md)."""
