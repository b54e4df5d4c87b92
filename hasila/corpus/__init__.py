"""Annotated passages: reading, checking, counting, changing."""
