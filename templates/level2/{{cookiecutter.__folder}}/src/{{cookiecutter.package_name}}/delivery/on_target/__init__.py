"""What a release does on its target: called there, by the program in `host`."""
