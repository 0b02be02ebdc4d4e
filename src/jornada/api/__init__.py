"""REST v1: parse, call one query or action, serialise."""
