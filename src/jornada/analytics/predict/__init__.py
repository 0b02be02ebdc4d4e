"""Prediction: who will convert, by when, for which reasons; what the open pipeline will bring; what has drifted."""
