"""Home: the day as it goes."""
