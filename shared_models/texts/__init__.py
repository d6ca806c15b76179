"""How figures are written, the same on the till, in the back office and by its commands."""
