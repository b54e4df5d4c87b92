"""Hasila over HTTP: reading texts, and the desk on which a person checks every toll."""
