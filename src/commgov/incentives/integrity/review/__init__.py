"""What people make of a flag: a case is opened, held, cleared or confirmed, appealed, by people, each for a reason.

::

    book       keeps cases, event by event; lists what is overdue and what is held
     └▶ advancing     what an event makes of a case, or why not
         └▶ rules         who may open, hold and decide; time limits
             └▶ case          a flag, whom it concerns, and what became of it
                 └▶ events       what can happen to a case

Nothing happens by itself and nothing follows by itself: what is wrong with a record is put right by whoever may
reverse it. The public names stand in `commgov.incentives`.
"""
