"""What a log of reviews says of the learner: weights, and the work each retention costs. Dates are set in `schedule/`."""
