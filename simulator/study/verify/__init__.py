"""Self-test: this installation against results that are known without it."""
