"""SQLite as Django has it, but writers wait in turn."""
