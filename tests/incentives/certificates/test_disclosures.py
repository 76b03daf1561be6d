"""Lines behind digests: what a holder shows is what was signed, and what stays hidden cannot be guessed."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.incentives.certificates import CertificateLine
from commgov.incentives.certificates.disclosures import (
    Disclosures,
    claim_in,
    digest,
    disclosure,
    holder_claim,
    line_claim,
    read_disclosures,
)
from commgov.seal import canonical_json, to_multibase

LINE = CertificateLine(date(2026, 3, 2), "grid branch", "errand", 50)
words = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="@0123456789"), min_size=1, max_size=20)
lines = st.builds(
    CertificateLine,
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    words,
    words,
    st.integers(min_value=1, max_value=1440),
)


def counted() -> object:
    """Bytes that differ each time and are the same in each run."""
    numbers = itertools.count()
    return lambda size: next(numbers).to_bytes(size, "big")


def text_of(value: object) -> str:
    return to_multibase(canonical_json(value), "u")[1:]


@pytest.mark.parametrize(
    ("text", "expected"),
    [  # RFC 9901, sections 4.2.2, 4.2.3 and 5.1
        (
            "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0",
            "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0",
        ),
        ("WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0", "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs"),
    ],
)
def test_digests_are_those_of_the_rfc(text: str, expected: str) -> None:
    assert digest(text) == expected


@given(st.lists(lines, max_size=6), st.none() | words)
def test_what_is_disclosed_is_what_was_stated(stated: list[CertificateLine], holder: str | None) -> None:
    fresh = counted()
    texts = [disclosure(line_claim(line), fresh) for line in stated]
    texts += [] if holder is None else [disclosure(holder_claim(holder), fresh)]
    assert read_disclosures(texts, sorted(map(digest, texts))) == Disclosures(tuple(stated), holder)


def test_two_equal_lines_have_different_digests() -> None:
    fresh = counted()
    one, other = (disclosure(line_claim(LINE), fresh) for _ in "12")
    assert digest(one) != digest(other)


def test_who_does_not_know_the_salt_tries_all_lines_in_vain() -> None:
    signed = digest(disclosure(line_claim(LINE), counted()))
    tried = [
        line_claim(CertificateLine(date(2026, 3, 1) + timedelta(days=day), "grid branch", "errand", minutes))
        for day in range(7)
        for minutes in range(10, 130, 10)
    ]
    assert line_claim(LINE) in tried
    assert signed not in {digest(text_of(pair)) for claim in tried for pair in (claim, [claim], ["", claim])}


REFUSED = {
    "a digest that was not signed": ([disclosure(line_claim(LINE), counted())], []),
    "the same twice": ([disclosure(line_claim(LINE), bytes)] * 2, None),
    "two names": ([text_of(["a", {"holder": "A"}]), text_of(["b", {"holder": "B"}])], None),
    "no JSON": (["AAAA"], None),
    "no base64url": (["=="], None),
    "no pair": ([text_of(["salt"])], None),
    "no claim that we know": ([text_of(["salt", {"age": 70}])], None),
    "two claims at once": ([text_of(["salt", {"holder": "A", "service": {}}])], None),
    "a line without minutes": (
        [text_of(["salt", {"service": {"date": "2026-03-02", "place": "x", "kind": "y"}}])],
        None,
    ),
    "a line with too many minutes": (
        [text_of(["salt", {"service": {"date": "2026-03-02", "place": "x", "kind": "y", "minutes": 1441}}])],
        None,
    ),
    "a line on no day": (
        [text_of(["salt", {"service": {"date": "2026-02-30", "place": "x", "kind": "y", "minutes": 60}}])],
        None,
    ),
    "minutes that are no number": (
        [text_of(["salt", {"service": {"date": "2026-03-02", "place": "x", "kind": "y", "minutes": True}}])],
        None,
    ),
}


@pytest.mark.parametrize(("texts", "signed"), REFUSED.values(), ids=REFUSED.keys())
def test_what_was_not_stated_is_not_shown(texts: list[str], signed: list[str] | None) -> None:
    assert read_disclosures(texts, list(map(digest, texts)) if signed is None else signed) is None


@given(st.text(max_size=60))
def test_any_text_is_a_disclosure_or_none(text: str) -> None:
    claim = claim_in(text)
    assert claim is None or isinstance(claim, CertificateLine | str)
