"""Schema of the server, step by step."""
