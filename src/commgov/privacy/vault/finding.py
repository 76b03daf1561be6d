"""Blind indexes over declared fields: a person's codes, and the index that a question goes to."""

from collections.abc import Iterable, Mapping

from attrs import frozen

from commgov.core.checks import Checks
from commgov.privacy.keys.indexing import BlindIndex, IndexPlan, normalised
from commgov.privacy.keys.tree import KeyTree
from commgov.privacy.schema.rules import FieldRule, RecordSchema
from commgov.privacy.validators.checking import check_identifier
from commgov.privacy.vault.values import as_text, is_empty
from commgov.seal import Secret
from commgov.wording import Text

_INDEXED = Text("a field with an index, or all fields of a compound one", "应为已建索引的字段，或复合索引的全部字段")


@frozen
class DeclaredIndex:
    """An index as fields declare it.

    Args:
        name: as the store knows it: the keys of its fields.
        fields: the names of its fields.
        plan: how it is laid out.
    """

    name: str
    fields: tuple[str, ...]
    plan: IndexPlan


class Indexes(Secret):
    """All blind indexes of a vault.

    Args:
        keys: the key tree, whose branch of indexes they hang on.
        schemas: of the records.
        people: how many people there will be, from which follows how short the codes are.
    """

    __slots__ = ("_by_record", "_keys")

    def __init__(self, keys: KeyTree, schemas: Iterable[RecordSchema], people: int) -> None:
        """Plan them."""
        self._keys = keys
        self._by_record: Mapping[str, tuple[DeclaredIndex, ...]] = {
            schema.name: tuple(_declared(rule, schema, people) for rule in schema if rule.index is not None)
            for schema in schemas
        }

    def codes(
        self, schema: RecordSchema, records: Iterable[Mapping[str, object]], changed: frozenset[str]
    ) -> dict[str, frozenset[int]]:
        """The codes of a person in each index that has one of the changed fields.

        Args:
            schema: of the records.
            records: all records of this kind of the person, as they stand afterwards: values by field.
            changed: names of fields.
        """
        all_records = tuple(records)
        found = {}
        for each in self._by_record[schema.name]:
            if changed.isdisjoint(each.fields):
                continue
            whole = (record for record in all_records if not any(is_empty(record.get(name)) for name in each.fields))
            index = self._index(each)
            found[each.name] = frozenset(index.code(*_texts(each, record)) for record in whole)
        return found

    def question(self, schema: RecordSchema, values: Mapping[str, object]) -> tuple[str, tuple[int, ...]]:
        """The index that answers a question, and the codes to look up.

        Raises:
            InvalidInputError: if no index has only fields that are asked for, or a value is none of its field; values
                are not repeated.
        """
        usable = [each for each in self._by_record[schema.name] if values.keys() >= set(each.fields)]
        checks = Checks("find")
        if not usable:
            checks.require(schema.name, "", ok=False, expected=_INDEXED)
        checks.refuse()
        best = max(usable, key=lambda each: (len(each.fields), each.plan.bits))
        return best.name, self._index(best).codes(*_texts(best, values))

    def _index(self, declared: DeclaredIndex) -> BlindIndex:
        return self._keys.blind_index(declared.plan)


def asked_for(schema: RecordSchema, values: Mapping[str, object]) -> dict[str, object]:
    """The values of a question in the form in which fields hold them.

    Raises:
        NotFoundError: if the record has no such field.
        InvalidInputError: if a value is none of its field; it is not repeated.
    """
    checks, found = Checks("find"), dict[str, object]()
    for name, value in values.items():
        rule = schema.field(name)
        expected = Text(f"a {rule.holds.kind.__name__}", f"应为{rule.holds.kind.__name__}")
        if is_empty(value) or not rule.holds.fits(value):
            checks.require(rule.key, "", ok=False, expected=expected)
            continue
        if rule.kind is not None:
            told = check_identifier(rule.kind, value)
            for reason in told.reasons:
                checks.require(rule.key, "", ok=False, expected=reason)
            found[name] = told.normal or value
        else:
            found[name] = value
    checks.require(schema.name, "", ok=bool(values), expected=_INDEXED)
    checks.refuse()
    return found


def is_same(held: object, asked: object) -> bool:
    """Whether a value is what was asked for, as indexes look values up."""
    return not is_empty(held) and normalised(as_text(held)) == normalised(as_text(asked))


def _declared(rule: FieldRule, schema: RecordSchema, people: int) -> DeclaredIndex:
    together = () if rule.index is None else rule.index.together
    fields = tuple(sorted({rule.name, *together}))
    keys = tuple(schema.field(name).key for name in fields)
    return DeclaredIndex("+".join(keys), fields, IndexPlan.of(*keys, distinct=people))


def _texts(declared: DeclaredIndex, values: Mapping[str, object]) -> list[str]:
    return [as_text(values[name]) for name in declared.fields]
