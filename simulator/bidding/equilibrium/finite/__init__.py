"""Price games on a short list of prices, where firms know all costs: equilibria and their kin."""
