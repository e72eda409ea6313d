"""Studies: plan, run and store; what is run twice is found, what is interrupted is resumed."""
