"""What hostile text costs the reader of typed answers: `python -m tests.bench.reader`. It has 50 ms."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from hostile_text import HOSTILE

from quiz.answer.typed.literal import read
from quiz.answer.typed.typed import Form


def main() -> None:
    rows = []
    for name, text in HOSTILE.items():
        for form in Form:
            spent = []
            for _ in range(5):
                began = time.perf_counter()
                read(text, form)
                spent.append((time.perf_counter() - began) * 1e3)
            rows.append((median(spent), name, form, len(text)))
    rows.sort(reverse=True)
    for milliseconds, name, form, size in rows[:15]:
        print(f"{milliseconds:8.2f} ms  {name} ({size:,} characters) under form {form}")
    print(f"{len(rows)} texts and forms; the slowest takes {rows[0][0] / 50:.2f} of its 50 ms")


if __name__ == "__main__":
    main()
