"""`python -m workshop.builder`: what `uv run poe kits` calls."""

import sys

from workshop.builder.command import main

sys.exit(main())
