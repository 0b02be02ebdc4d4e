"""Trying on the past: routing replayed, criteria that are refused too often, terms changed and replayed."""
