"""The only room that imports torch: a zygote that forks, and the single-use children that run card code.

It is started by path under any interpreter that has torch (see `quiz/engine/launch.py`), so it imports the standard
library, torch and itself, and keeps to the syntax of Python 3.9. `wire` and `template` are free of torch: the rest of
the quiz reads the messages and fills in `$name` by the very same code.
"""
