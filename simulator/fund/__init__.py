"""Money after the award: who pays, who is paid, and what prices are made of."""
