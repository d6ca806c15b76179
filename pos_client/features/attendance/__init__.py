"""Coming, going and breaks of the people of the shop."""
