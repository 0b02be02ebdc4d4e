"""Base templates, components, icons and static sources; knows no app."""
