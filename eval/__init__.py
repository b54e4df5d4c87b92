"""The program that scores a checkpoint on annotated text: python -m eval CHECKPOINT."""
