"""From plain text to an encoder."""
