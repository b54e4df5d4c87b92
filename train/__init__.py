"""The program that fine-tunes an encoder: python -m train CONFIG."""
