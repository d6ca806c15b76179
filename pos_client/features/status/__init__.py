"""What is true of this till's line to the back office, and what of its own is looked at there."""
