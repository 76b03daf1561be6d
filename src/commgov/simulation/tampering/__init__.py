"""A community's half-year of services, honest and with planted formalism and fraud: what detectors are judged by.

::

    scene                                  the door: honest services, look-alikes, planted cases
     └▶ planting | scoring                    what is planted, kind by kind; recall and precision of some flags
         └▶ lookalikes                           honest services that look odd
             └▶ honest                              ordinary services
                 └▶ place                              who lives, serves, signs and types where, with their habits
                     └▶ draft                             one service while it is made up

None of the constants here is a detector's limit, and no detector imports any of this. Illustrative, not calibrated.
"""
