"""The loss from changes of spelling, typography and names."""
