"""What was trained, and which of it serves: runs, signed versions, the champion."""
