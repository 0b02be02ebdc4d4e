"""The picture that stands on what buyers get: that of the company, and of an office that has its own."""
