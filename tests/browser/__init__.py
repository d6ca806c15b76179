"""Tests of web pages in a real browser: `make test-browser`. No part of the usual run: it needs a browser."""
