"""Scores of predicted spans, and how they are written."""
