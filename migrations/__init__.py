"""Two Alembic trees, `server` and `client`, that ship inside the wheel: script_location "migrations:server"."""
