"""Who runs torch: starts a zygote, gives jobs to children, tells every way they can end apart. Never imports torch."""
