"""A child started as a process of its own that loads torch: macOS and Windows. The other way is `fork/`."""
