"""The worker, which alone imports torch: a zygote that forks, and the single-use children that run card code.

It is started by path under any interpreter that has torch (see `quiz/engine/launch.py`), so it imports only the
standard library, torch and itself, and uses the syntax of Python 3.9. `wire` and `template` do not import torch: the
rest of the quiz reads the messages and fills in `$name` with the same code.
"""
