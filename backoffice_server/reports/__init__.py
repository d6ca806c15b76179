"""Reports: read-only SQL across slices, one table shape for screen, command line, CSV and JSON."""
