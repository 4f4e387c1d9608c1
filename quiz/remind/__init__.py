"""The daily reminder: what asks the system for it, and showing it. What is due is counted in `app/`."""
