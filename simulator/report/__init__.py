"""Reports: words in two languages, tables for the terminal, one-file HTML."""
