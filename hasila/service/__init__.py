"""HTTP: reading texts, and the desk on which people check every toll; the one room that knows a web framework."""
