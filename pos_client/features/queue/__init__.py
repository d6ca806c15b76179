"""The digital queue at the till: numbers given out and called, and the large display for those who wait."""
