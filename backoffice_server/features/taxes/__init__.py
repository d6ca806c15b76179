"""Tax rules: effective-dated rows, never constants."""
