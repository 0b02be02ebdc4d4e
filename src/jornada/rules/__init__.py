"""Decisions as pure functions: plain values in, one plain value with its reason out."""
