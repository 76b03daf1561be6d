"""Giving people's data to somebody else: asked for, approved by others, sealed, for a time, and taken back.

Nothing here decides who may see what in the house; that is the access policy. Nothing here stops somebody from copying
what they have read: see `watermark` for what a mark does and does not do.
"""
