"""Integrity: flags for formalism and fraud. A flag asks a person to look; it punishes nobody and touches no points.

::

    finding                            the door: all detectors asked, what was not looked at named
     └▶ one file a detector               late_batch, overlap, travel, one_device, rings, floating, no_outcome, ...
         └▶ peers                            a count against the peers' own distribution
             └▶ chance | flag | material | policy | review    exact tails; values; columns; limits; what people decide
                 └▶ records                      the facts as columns, made once

The public names stand in `commgov.incentives`.
"""
