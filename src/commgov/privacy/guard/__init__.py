"""The leak guard: what is looked at before anything goes to a group, a notice board or the honour list.

A message is folded to plain text (`folding`), searched for numbers, addresses, names, tables and links to forms, and
judged by the rules of the channel it is bound for (`channels`). `watching` is the other way round: what residents
report of public groups, for a person to look at. Not here: pictures, voice messages, and whether an opinion is right.
"""
