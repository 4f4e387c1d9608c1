"""Programs that nobody wrote by hand: wrong ones and right ones, made from a right one. Running them is `prove/`."""
