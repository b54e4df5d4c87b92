"""Annotated passages: read, checked, counted, changed."""
