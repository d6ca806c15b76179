"""The composition root: clock and chance, store, presenters, screens and threads of one window."""

import gc

# Starting makes tens of thousands of objects that stay for good; looking among them for rubbish every few
# hundred takes a tenth of the cold start, and a pause now and then while selling.
gc.set_threshold(20_000, 20, 20)
