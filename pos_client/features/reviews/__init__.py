"""The review desk: what needs a person's eye, explained, and answered."""
