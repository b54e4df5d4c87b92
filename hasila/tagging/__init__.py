"""From spans to tags, and from a model's scores back to spans, with numpy alone."""
