"""How each kind of question is answered and its verdict shown: one file a kind. What is right is judged elsewhere."""
