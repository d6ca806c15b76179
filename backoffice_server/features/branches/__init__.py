"""The company and its branches: who sells, where, and by which settings."""
