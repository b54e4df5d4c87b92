"""What the library knows about Arabic, without any model."""
