"""The same for people: a page, a text, a folder."""
