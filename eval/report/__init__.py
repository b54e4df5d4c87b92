"""Results for people to read: a page, a text, a folder."""
