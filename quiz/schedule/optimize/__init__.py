"""What a log of reviews says of the learner: weights, workload. When a card is due is computed in `schedule/`."""
