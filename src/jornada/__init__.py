"""Jornada: the sales architecture of a company in one system."""

__version__ = "0.1.0"
