"""What the kinds answered with code share: reading it, running it on draws. A kind's dialogue is in `kinds/`."""
