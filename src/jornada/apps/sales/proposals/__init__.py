"""Proposals: versions of an offer with prices, sent to the buyer and answered."""
