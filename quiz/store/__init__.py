"""What is remembered, in one SQLite file.

The schema in words:

`meta(key, value)`: `machine`, the short random name under which this file writes its events.

`event(id, machine, at_ms, offset_min, study_day, kind, card, body)`: everything that ever happened, never changed
and never deleted; all else can be made from it. `id` is a UUID of version 7, whose first 48 bits are `at_ms`, so the
order of the ids is the order of time, and a span of time is a span of the primary key. `at_ms` is UTC milliseconds,
always later than that of the event before; `offset_min` is how far the local clock was ahead of UTC; `study_day` is the
day it counted for under the rollover of then. `card` is "deck/name", empty where no card is meant. `body` is JSON:

    review              rating, suggested, verdict, text, ms, seed, hints, tries, belief, torch, device, digest
                        (what is empty or 0 is left out)
    undo                target: the id of the event that it takes back
    options             the schedule's options, under which the reviews of this machine stand from here on
    suspend, unsuspend  nothing
    bury                until: the first study day on which the card may be asked again
    flag                flag: 0 (none) to 7

`card(card, <memory>, suspended, buried_until, flag, first_day, day_reviews, last_event)`: one row for each card with
events, the fold of them (`cards.fold`), written in the transaction of the event. `first_day` is the study day of its
first review, `day_reviews` how many reviews it had in the review phase on its `last_day`, `last_event` the last event
that still stands.

Two indexes: `event_card` (the history of a card) and `event_options` (the few events of kind options).
A file says what it is by `application_id` ("QUIZ") and how new by `user_version` (the number of migrations applied).
"""
