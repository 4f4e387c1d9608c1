"""Children started as separate processes that load torch: macOS and Windows. The other way is `fork/`."""
