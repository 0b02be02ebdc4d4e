"""Brazilian Portuguese: what Django does not name."""

HOUR_FORMAT = "H:i"
