"""The corridor: what a batch of recorded touches sets in motion, in order."""
