"""How fast models read."""
