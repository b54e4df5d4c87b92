"""From spans to tags and from a model's scores back: numpy alone."""
