"""The worker's processes: zygote, fork server, child, and the frames they send. What a child runs is `run/`."""
