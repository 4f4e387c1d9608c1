"""Our schedule against Anki's own, answer by answer. Run by hand; nothing in the quiz needs Anki.

    python -m tests.oracle.anki FOLDER [HISTORIES] [SEED]

makes a virtual environment with `anki` in FOLDER (once), plays random histories on both, and prints how far apart they
are. Each answer begins on both sides from what Anki had stored after the one before, rounded as Anki rounds it, so that
an answer is compared and not the sum of roundings before it. Exits 1 where a difference has no known reason. One has: a
step that leads over the rollover is due at its minute here, and at the rollover on Anki, which counts it in days then.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import venv
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from quiz.schedule.day import study_day
from quiz.schedule.fsrs import Options, answer
from quiz.schedule.memory import Memory, Moment, Rating, State

ANKI = "anki==26.9.3"
MINUTE, HOUR, DAY = 60, 3600, 86_400
PHASES = {1: State.LEARNING, 2: State.REVIEW, 3: State.RELEARNING}
NEAR = 1e-5


def histories(count: int, seed: int) -> list[dict[str, Any]]:
    """Gaps of minutes, of hours across a rollover at any hour, of days and of months."""
    chance = random.Random(seed)

    def gap() -> int:
        kind = chance.choice("mhhddl")
        if kind == "m":
            return chance.randint(1, 40) * MINUTE
        if kind == "h":
            return chance.randint(1, 30) * HOUR
        return chance.randint(1, 20 if kind == "d" else 400) * DAY + chance.randint(-6, 6) * HOUR

    def ratings() -> int:
        return chance.choices((1, 2, 3, 4), (20, 15, 50, 15))[0]

    return [
        {"rollover": chance.randrange(24), "answers": [[ratings(), gap()] for _ in range(chance.randint(2, 14))]}
        for _ in range(count)
    ]


def environment(folder: Path) -> Path:
    """The Python of a virtual environment that has Anki."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", ANKI], check=True)
    return python


def compare(played: dict[str, Any], told: list[list[Any]]) -> tuple[list[str], float, float, int, int]:
    """What differs, the largest relative differences of stability and difficulty, how many answers there were, and how
    many of them led to a step over the rollover."""
    options = Options(fuzz=False, rollover_min=played["rollover"] * 60)
    memory: Memory | None = None
    faults, worst_s, worst_d, over = [], 0.0, 0.0, 0
    for nth, ((rating, gap_s), (now_ms, offset, anki)) in enumerate(zip(played["answers"], told, strict=True)):
        moment = Moment(now_ms, offset)
        if memory is not None:
            last = Moment(now_ms - gap_s * 1000, offset)
            memory = replace(memory, last_ms=last.at_ms, last_day=study_day(last, options.rollover_min))
        memory = answer(memory, Rating(rating), moment, "oracle/card", options)
        where = f"rollover {played['rollover']}, answer {nth} ({Rating(rating).name}, {gap_s / HOUR:.2f} h)"
        worst_s = max(worst_s, abs(memory.stability - anki["exact_stability"]) / memory.stability)
        worst_d = max(worst_d, abs(memory.difficulty - anki["exact_difficulty"]) / memory.difficulty)
        if memory.phase is not PHASES[anki["type"]]:
            faults.append(f"phase: {where}: {memory.phase}, Anki {PHASES[anki['type']]}")
            return faults, worst_s, worst_d, nth + 1, over
        if memory.interval_days != anki["days"]:
            faults.append(
                f"interval: {where}: {memory.interval_days} d, Anki {anki['days']} d (S {memory.stability:.5f})"
            )
        due = Moment(memory.due_ms or now_ms, offset)
        if study_day(due, options.rollover_min) > memory.last_day:
            over += 1
        elif memory.due_ms is not None and abs((memory.due_ms - now_ms) / 1000 - anki["seconds"]) > 1:
            faults.append(f"step: {where}: {(memory.due_ms - now_ms) / 1000} s, Anki {anki['seconds']} s")
        if memory.lapses != anki["lapses"]:
            faults.append(f"lapses: {where}: {memory.lapses}, Anki {anki['lapses']}")
        memory = replace(memory, stability=anki["stability"], difficulty=anki["difficulty"], interval_days=anki["days"])
    return faults, worst_s, worst_d, len(told), over


def main() -> int:
    folder = Path(sys.argv[1])
    count, seed = (int(sys.argv[at]) if len(sys.argv) > at else usual for at, usual in ((2, 500), (3, 1)))
    asked = histories(count, seed)
    side = Path(__file__).with_name("anki_side.py")
    # -P: beside that file lies this one, which is not the `anki` that it imports.
    command = [environment(folder), "-P", side]
    done = subprocess.run(command, input=json.dumps(asked), stdout=subprocess.PIPE, text=True, check=True)
    results = [compare(history, told) for history, told in zip(asked, json.loads(done.stdout), strict=True)]
    faults = [fault for result in results for fault in result[0]]
    print(f"{count} histories, {sum(result[3] for result in results)} answers, against {ANKI}")
    print(f"largest relative difference: stability {max(r[1] for r in results):.1e}", end=", ")
    print(f"difficulty {max(r[2] for r in results):.1e} (wanted: {NEAR:.0e})")
    print(f"differences: {dict(Counter(fault.partition(':')[0] for fault in faults)) or 'none'}", end=", ")
    print(f"besides {sum(result[4] for result in results)} steps over the rollover")
    for fault in faults[:20]:
        print(f"  {fault}")
    near = all(result[1] <= NEAR and result[2] <= NEAR for result in results)
    return 0 if near and not faults else 1


if __name__ == "__main__":
    sys.exit(main())
