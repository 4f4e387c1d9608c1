"""Generated programs, wrong (mutants) and right (rewrites), made from a right one. Running them is `prove/`."""
