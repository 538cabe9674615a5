"""Frozen objects as plain data and back, the user's own code included."""
