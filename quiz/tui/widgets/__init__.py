"""The widgets, one a file. `answer_<kind>.py` is how a kind of question is answered and its verdict shown."""
