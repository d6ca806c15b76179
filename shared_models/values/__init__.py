"""Money, quantities, ids, moments and codes: the words every other line is written in."""
