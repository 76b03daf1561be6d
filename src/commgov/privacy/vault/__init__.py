"""Residents' and members' records: entered once, sealed field by field, read through decisions, each access logged.

* `values`: the values of fields as bytes, and back.
* `store`: what the vault asks of whoever keeps it, and the reference in memory.
* `directory`: what is held of one person, as a list that is sealed itself.
* `sealing`: opens and seals what is held of a person.
* `finding`: blind indexes over declared fields.
* `results`: what a session gives back.
* `journal`: every access becomes an entry of the log, before anything is given out.
* `holding`: changes, each one transaction with its entry; erasure; retention.
* `judging`, `reading`, `listing`, `writing`: what a session does.
* `session`, `opening`: the doors.
"""
