"""Running card code and learner's code in a child, on drawn values. How the child is made is `process/`."""
