"""What the steps share. Knows what a row looks like only from `problem`."""
