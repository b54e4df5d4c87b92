"""What is said of predictions: pure functions and the form of scores.json."""
