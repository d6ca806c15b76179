"""Two Alembic trees, `server` and `client`, shipped in the wheel: script_location "migrations:server"."""
