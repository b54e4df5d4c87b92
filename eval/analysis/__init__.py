"""The analysis of predictions: pure functions, and the form of scores.json."""
