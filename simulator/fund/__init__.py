"""Money along the contracts: who pays, who is paid, when, to the last fen (docs/money.md)."""
