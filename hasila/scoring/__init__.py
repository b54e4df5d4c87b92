"""How well spans are found, and how that is written."""
