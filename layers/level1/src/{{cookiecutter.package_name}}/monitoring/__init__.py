"""How the model does in use: what it predicted, and what came true."""
