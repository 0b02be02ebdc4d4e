"""Notes on records: plain text that mentions people."""
