"""From spans to tolls: how many people a casualty span counts, and what happened to them."""
