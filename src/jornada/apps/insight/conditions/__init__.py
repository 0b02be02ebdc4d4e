"""Conditions answered from the analytics copy: for everybody in a glance, or one record with the reason."""
