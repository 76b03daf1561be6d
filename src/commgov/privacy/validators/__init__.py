"""Identifiers of people, vehicles and organisations: pure checks of one candidate, a module for each kind.

`is_...` says yes or no; `check_...` says why. None raises on any input, whatever its type or length. They do not look
for identifiers in a text: that is the guard's work.
"""
