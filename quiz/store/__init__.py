"""The learner's history in one SQLite file: the event log, and the tables derived from it.

The schema in words:

`meta(key, value)`: `machine`, the short random name under which this file writes its events; and values that
concern this file alone (`Store.put_meta`).

`event(id, machine, at_ms, offset_min, study_day, kind, card, body)`: everything that ever happened, never changed and
never deleted (except that `quiz doctor --clock` gives new dates to what a wrong clock has dated later than now, see
`maintenance/clock_skew.py`); everything else can be made from it. `id` is a UUID of version 7 as 16 bytes, whose first
48 bits are `at_ms`, so the order of the ids is the order of time, and a span of time is a span of the primary key.
`at_ms` is UTC milliseconds, always later than that of the event before; `offset_min` is how far the local clock was
ahead of UTC; `study_day` is the day it counted for under the rollover of then. `card` is "deck/name", empty where no
card is meant (of options: the deck that they are for, empty for all). `body` is JSON:

    review              rating, suggested, verdict, text, ms, seed, hints, tries, belief, torch, device, digest
                        (what is empty, 0, one try, or a suggestion that was followed is left out)
    undo                target: the id of the event that it takes back, of the same card
    options             the schedule's options, under which the reviews of this machine are counted from here on
    suspend, unsuspend  nothing
    bury                until: the first study day on which the card may be asked again
    flag                flag: 0 (none) to 7
    reset               nothing: the card is new again
    dispute             why (the learner's words) and what the author of the card needs: text, seed, truth, torch, ...;
                        changes no card, and can be undone
    more                new, reviews: how many beyond the limits on its study day; changes no card
    redate              moved: the later id by the former of each event that was given a new date
    weights             weights: those of FSRS from here on, null for the published ones; changes no card

What was done to many cards at once carries the same `bulk` in each body. Kinds of later releases are kept and
ignored. Logs of two machines are merged as the union by id (`maintenance/jsonl.py`, `sync/merge.py`); of events that
were one before they were given new dates, the earliest counts (`log/redated.py`).

`card(card, deck, <memory>, suspended, buried_until, flag, first_day, last_event)`: one row for each card with events,
the fold of them (`log/fold.py`), written in the transaction of the event. `first_day` is the study day of its first
review, `last_event` the last event that was not taken back.

`revlog(id, card, study_day, hour, rating, phase, interval_days, days, recall, ms, right, belief)`: one row for each
review that was not taken back, with how the card was before it (`ReviewLog`); made and kept like `card`.

`alias(old, new)`: the present ids of cards by their former ones, as the decks say (`was:`) or said before: a card may
be renamed again and again. All are one card, folded under the present id; events keep the id that they were written
under. An id that is a card's again stands for that card.

The tables `sync_...` are made at the first sync (`sync/ledger.py`): what the folders have, and what they lack.

A file says what it is by `application_id` ("QUIZ") and how new by `user_version` (the number of migrations applied).
Next to it are `quiz.db.lock` (who has it open, see `connection/lock.py`) and the folder `backups`.
"""
