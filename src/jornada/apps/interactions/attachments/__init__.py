"""Files on records: kept by their content, shown by their name."""
