"""What the steps share. Knows nothing of bikes."""
