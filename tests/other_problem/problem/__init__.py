"""Does a machine fail today?"""
