"""From a config and annotated passages to a checkpoint."""
