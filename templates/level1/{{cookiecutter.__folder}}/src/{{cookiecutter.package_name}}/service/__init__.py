"""The prediction service: answers with the champion, and follows it when it changes."""
