"""What kind of data a field holds, what law and standards say of that kind, and which tier follows, as tables.

* `categories`: the kinds of data.
* `law`: what PIPL, three Chinese standards and the GDPR say of each, a row for each article.
* `tiering`: from rows and the community's own decisions to a tier.
* `combining`: which kinds together are more than each alone.
"""
