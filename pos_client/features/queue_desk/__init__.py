"""The queue at a desk: who waits and who is called, services, figures, and the public display."""
