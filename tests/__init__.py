"""The tests; `tests.factories` and `tests.databases` are imported from here by every folder."""
