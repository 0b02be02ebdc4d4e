"""What all tests of the analysis share."""

from __future__ import annotations

from hypothesis import settings

# Machines that run other work too make single examples slow now and then.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
