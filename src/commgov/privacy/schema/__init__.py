"""Personal data is declared: each field with its tier, kind of data, mask, index and retention, once and for all uses.

* `declaring`: `pii` and `reference`, what a field is declared with.
* `rules`: what is then known of a field and of a record.
* `types`: which values a field can hold.
* `records`: `resident_record`, which makes a class of them and refuses an undeclared field.
"""
