"""The vault's records and keys in databases keep the contract, also after a restart."""

from contextlib import contextmanager
from uuid import uuid4

import pytest

from commgov.storage import Database
from commgov.testing import check_key_store, check_vault_store


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """Makes places of fresh databases."""
    server = request.getfixturevalue("postgres_server") if request.param == "postgresql" else None

    def make():
        name = f"vault_{uuid4().hex}"
        return {"url": f"sqlite:///{tmp_path / name}.db"} if server is None else {"url": server, "schema": name}

    return make


def opener(place, store_of):
    """Makes an empty store; each opening is another connection pool on the same place, as another process has."""

    @contextmanager
    def open_store():
        here, opened = place(), []

        def again():
            opened.append(Database.open(**here))
            return store_of(opened[-1])

        try:
            yield again
        finally:
            for each in opened:
                each.close()

    return open_store


def test_records_in_databases_keep_the_contract(place):
    check_vault_store(opener(place, Database.vault_store), examples=8, steps=20)


def test_keys_in_databases_keep_the_contract(place):
    check_key_store(opener(place, Database.key_store), examples=8, steps=20)
