"""Answering each kind of question and showing its verdict: one file per kind. Judging is done elsewhere."""
