"""What spelling, typography and new names cost."""
