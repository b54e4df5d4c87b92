"""The tables of the desk, version after version, as alembic reads them."""
