"""Pure functions the till computes with and the back office recomputes and compares with."""
