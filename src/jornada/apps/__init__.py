"""Django apps, one per subject; each knows only those after it in the order of `design.md`."""
