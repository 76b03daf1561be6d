"""Canonical JSON: the examples of RFC 8785, a peer library, and everything that is refused."""

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from commgov.errors import InvalidInputError
from commgov.seal import canonical_json, read_json

EXAMPLES = {
    "RFC 8785, 3.2.3: names are ordered by UTF-16 code units": (
        r"""{"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
            "\u00f6": "Latin Small Letter O With Diaeresis"}""",
        (
            '{"\\r":"Carriage Return","1":"One","\x80":"Control","\u00f6":"Latin Small Letter O With Diaeresis",'
            '"\u20ac":"Euro Sign","\U0001f600":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}'
        ),
    ),
    "RFC 8785, 3.2.2, without its fractions: how texts are escaped": (
        r"""{"literals": [null, true, false], "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"}""",
        '{"literals":[null,true,false],"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    ),
    "a field deep inside is ordered too": (
        r"""{"1": {"f": {"f": "hi", "F": 5}, "\n": 56}, "10": {}, "": "empty", "a": {}, "111": [{}], "A": {}}""",
        '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{}],"A":{},"a":{}}',
    ),
    "equal-looking texts stay as they are: no normalisation": (r'["A\u030a", "\u00c5"]', '["A\u030a","\u00c5"]'),
}

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(("source", "expected"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_examples_come_out_as_the_rfc_shows_them(source: str, expected: str) -> None:
    assert canonical_json(read_json(source)).decode() == expected


@given(values)
def test_any_value_is_written_as_the_peer_writes_it(value: object) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


@given(values)
def test_what_was_written_is_read_as_the_same_value_and_written_the_same_again(value: object) -> None:
    written = canonical_json(value)
    assert read_json(written) == read_json(written.decode()) == value
    assert canonical_json(read_json(json.dumps(value, indent=3))) == written


@given(st.dictionaries(texts, values, min_size=2))
def test_the_order_of_the_fields_does_not_matter(value: dict[str, object]) -> None:
    assert canonical_json(dict(reversed(value.items()))) == canonical_json(value)


def test_a_tuple_is_a_list() -> None:
    assert canonical_json(("a", (1,))) == canonical_json(["a", [1]]) == b'["a",[1]]'


@given(st.floats())
def test_a_float_is_refused_whatever_it_is(value: float) -> None:
    with pytest.raises(InvalidInputError, match=r"minutes: — a whole number: canonical JSON takes no fractions"):
        canonical_json({"minutes": value})


@pytest.mark.parametrize("number", [2**53, -(2**53), 10**40])
def test_a_whole_number_that_other_readers_would_round_is_refused(number: int) -> None:
    with pytest.raises(InvalidInputError, match=r"2\^53 - 1"):
        canonical_json([number])
    with pytest.raises(rfc8785.IntegerDomainError):
        rfc8785.dumps([number])


@pytest.mark.parametrize("number", [2**53 - 1, -(2**53) + 1])
def test_the_last_number_that_everybody_reads_alike_is_taken(number: int) -> None:
    assert canonical_json([number]) == rfc8785.dumps([number])


def test_all_that_is_wrong_is_named_with_its_place_and_no_value_is_repeated() -> None:
    wrong = {"a": [1, 1.5], "b": {"c": {1, 2}, "d": b"secret"}, "e": "half \ud800", 7: "x"}
    with pytest.raises(InvalidInputError) as refused:
        canonical_json(wrong)
    assert [str(problem) for problem in refused.value.problems] == [
        "the value: — a text as the name of a field",
        "a, [1]: — a whole number: canonical JSON takes no fractions",
        "b, c: — a text, a whole number, true, false, null, a list or an object",
        "b, d: — a text, a whole number, true, false, null, a list or an object",
        "e: — text that is valid Unicode",
    ]


def test_nesting_ends_somewhere_and_a_value_that_holds_itself_is_refused() -> None:
    deep: object = "x"
    for _ in range(64):
        deep = [deep]
    assert read_json(canonical_json(deep)) == deep
    endless: list[object] = []
    endless.append(endless)
    for value in ([deep], endless):
        with pytest.raises(InvalidInputError, match="at most 64 levels"):
            canonical_json(value)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "{",
        "{'a': 1}",
        '{"a": 1,}',
        "NaN",
        "[1] 2",
        b"\xff",
        "[" * 100_000,
        "9" * 5_000,
        '"\\ud800"',
        "1.0",
        "1e999",
    ],
)
def test_what_is_not_json_or_has_no_canonical_form_is_refused(source: str | bytes) -> None:
    with pytest.raises(InvalidInputError):
        read_json(source)


def test_a_text_of_any_length_is_not_read() -> None:
    with pytest.raises(InvalidInputError, match="at most 16777216 characters"):
        read_json(" " * (2**24 + 1))


def test_a_field_that_stands_twice_is_refused_at_any_depth() -> None:
    with pytest.raises(InvalidInputError, match="minutes: — each field only once"):
        read_json('[{"lines": {"minutes": 90, "kind": "x", "minutes": 900}}]')


@given(st.binary() | st.text())
def test_whatever_is_read_is_either_a_value_or_one_refusal(source: bytes | str) -> None:
    try:
        value = read_json(source)
    except InvalidInputError as error:
        assert error.problems  # noqa: PT017 - either way is right, and nothing else is
    else:
        assert read_json(canonical_json(value)) == value
