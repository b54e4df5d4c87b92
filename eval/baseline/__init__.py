"""Systems without a transformer."""
