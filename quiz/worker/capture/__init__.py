"""Turning Python objects into plain data, bounded and exact. The code that produced them is `run/`."""
