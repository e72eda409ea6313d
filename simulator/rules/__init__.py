"""Rules: award clauses as pure steps on arrays."""
