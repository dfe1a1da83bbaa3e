"""What every store of definitions, drafts, versions and credentials does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from engine.errors import EditRefusedError
from engine.execution.stores import CredentialRow, DocumentRow, VersionRow
from engine.ids import Hash, WorkflowId
from storage.stores import Stores

TRIAGE = WorkflowId("triage")


def draft(id_: str = "triage", *, revision: int = 1, at: float = 100.0) -> DocumentRow:
    return DocumentRow(WorkflowId(id_), "Triage", revision, b'{"n":1}', b"[]", 50.0, at)


def test_definitions_are_kept_once(stores: Stores) -> None:
    store = stores.definitions
    assert store.get(Hash("h1")) is None
    store.put(Hash("h1"), b"body")
    store.put(Hash("h1"), b"body")
    store.put(Hash("h2"), b"")
    assert (store.get(Hash("h1")), store.get(Hash("h2"))) == (b"body", b"")


def test_a_document_is_made_once(stores: Stores) -> None:
    store = stores.documents
    store.create(draft())
    with pytest.raises(EditRefusedError):
        store.create(replace(draft(), name="Other"))
    assert store.get(TRIAGE) == draft()
    assert store.get(WorkflowId("none")) is None


def test_a_save_needs_the_revision_it_was_made_from(stores: Stores) -> None:
    store = stores.documents
    store.create(draft())
    second = replace(draft(revision=2, at=101.0), name="Renamed", body=b"{}", undo_stack=b"[1]")
    assert store.save(second, expected=1)
    assert store.get(TRIAGE) == second
    assert not store.save(draft(revision=3), expected=1)
    assert not store.save(draft("none"), expected=1)
    assert store.all() == [second]


def test_documents_are_listed_last_changed_first_and_deleted(stores: Stores) -> None:
    store = stores.documents
    for id_, at in [("a", 100.0), ("b", 102.0), ("c", 101.0)]:
        store.create(draft(id_, at=at))
    assert [row.id for row in store.all()] == ["b", "c", "a"]
    store.delete(WorkflowId("b"))
    store.delete(WorkflowId("none"))
    assert [row.id for row in store.all()] == ["c", "a"]
    store.create(draft("b"))


def test_of_two_editors_with_one_revision_one_saves(stores: Stores) -> None:
    stores.documents.create(draft())
    with ThreadPoolExecutor(4) as pool:
        saved = list(
            pool.map(lambda n: stores.documents.save(draft(revision=2, at=float(n)), expected=1), range(8))
        )
    assert saved.count(True) == 1


def test_versions_are_numbered_per_workflow(stores: Stores) -> None:
    store = stores.versions
    first = store.publish(TRIAGE, Hash("h1"), None, "", 100.0)
    store.publish(WorkflowId("other"), Hash("h1"), None, "", 100.0)
    second = store.publish(TRIAGE, Hash("h1"), Hash("l1"), "Sorts by date", 101.0)
    assert first == VersionRow(TRIAGE, 1, Hash("h1"), None, "", 100.0)
    assert second == VersionRow(TRIAGE, 2, Hash("h1"), Hash("l1"), "Sorts by date", 101.0)
    assert store.all(TRIAGE) == [second, first]
    assert store.all(WorkflowId("none")) == []


def test_publications_at_once_get_numbers_of_their_own(stores: Stores) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(
            pool.map(lambda n: stores.versions.publish(TRIAGE, Hash(f"h{n}"), None, "", 1.0), range(12))
        )
    assert sorted(version.number for version in made) == list(range(1, 13))
    assert [version.number for version in stores.versions.all(TRIAGE)] == list(range(12, 0, -1))


def test_credentials_come_back_and_are_listed_without_secrets(stores: Stores) -> None:
    store = stores.credentials
    fields = {"api_key": "s3cret ü", "base_url": "http://user:pw@localhost:8080/v1?k=s3cret"}
    store.put("model", "openai", fields, 100.0)
    store.put("mail", "smtp", {"password": "pw"}, 101.0)
    assert store.fields("model") == fields
    assert store.fields("none") is None
    assert store.all() == [
        CredentialRow("mail", "smtp", 101.0, 101.0, {}),
        CredentialRow("model", "openai", 100.0, 100.0, {"base_url": "http://localhost:8080"}),
    ]


def test_a_credential_is_replaced_and_deleted(stores: Stores) -> None:
    store = stores.credentials
    store.put("model", "openai", {"api_key": "old", "base_url": "https://one.example/v1"}, 100.0)
    store.put("model", "other", {"api_key": "new"}, 105.0)
    assert store.fields("model") == {"api_key": "new"}
    assert store.all() == [CredentialRow("model", "other", 100.0, 105.0, {})]
    store.delete("model")
    store.delete("none")
    assert (store.fields("model"), store.all()) == (None, [])
