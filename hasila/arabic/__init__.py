"""What the library knows of Arabic, and nothing of models."""
