"""Does a machine fail today? A table of made-up readings."""
