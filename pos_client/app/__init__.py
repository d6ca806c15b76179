"""The composition root: clock and chance, store, presenters, screens and threads of one window."""

import gc

# Before the first thread starts; `desk.collector` searches in its place, on the GUI thread.
gc.disable()
