"""How programs start, read their settings, and end."""
