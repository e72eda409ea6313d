"""Recovery of costs: what firms must have thought of, if the bids of a list are an equilibrium."""
