"""Ratings: given both ways, revealed together, and what can honestly be said of a few of them."""
