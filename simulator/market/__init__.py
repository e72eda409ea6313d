"""Who buys, and what is put up for tender."""
