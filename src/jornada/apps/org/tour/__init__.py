"""The tour of the first steps: what of it a person has done, read from the data."""
