"""One folder per outside system, in or out."""
