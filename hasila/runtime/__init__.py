"""What inference with a trained model needs, without torch."""
