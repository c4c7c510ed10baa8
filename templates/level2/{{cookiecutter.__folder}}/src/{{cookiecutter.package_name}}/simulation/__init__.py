"""What happens in production, month after month, in a few minutes and in a folder of its own."""
