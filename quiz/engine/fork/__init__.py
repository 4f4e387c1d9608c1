"""Children forked by a zygote that has loaded torch: Linux. The other way is `spawn/`."""
