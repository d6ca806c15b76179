"""First start: this till joins a shop by a one-time code, or begins a shop alone."""
