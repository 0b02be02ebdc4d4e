"""Loading the demo company: what `analytics.simulate` made, written into an empty database."""
