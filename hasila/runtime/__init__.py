"""What reading with a trained model needs, without torch."""
