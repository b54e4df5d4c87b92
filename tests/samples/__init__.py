"""What several tests read, score or show."""
