"""The composition root: clock and chance, store, presenters, screens and threads of one window."""
