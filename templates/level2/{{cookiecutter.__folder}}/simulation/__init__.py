"""Production in a few minutes: delete this folder when you have seen it."""
