"""Credentials: stored encrypted, never shown again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from nicegui import ui

from app.pages.page_shell import icon, page_body, page_shell
from app.runs.times import ago
from app.server.web import Web
from engine.errors import TreadleError
from engine.execution.stores import CredentialRow
from engine.ids import is_identifier


@dataclass(frozen=True, slots=True)
class CredentialField:
    """One field of a credential's form. `secret` ones are never shown again."""

    name: str
    title: str
    placeholder: str = ""
    secret: bool = False
    required: bool = False


TYPES: dict[str, tuple[str, tuple[CredentialField, ...]]] = {
    "openai": (
        "Model (OpenAI or compatible)",
        (
            CredentialField("api_key", "Key", "sk-…", secret=True),
            CredentialField("base_url", "Base URL", "https://api.openai.com/v1"),
            CredentialField("model", "Model", "gpt-4o-mini", required=True),
        ),
    ),
    "http": (
        "HTTP header",
        (
            CredentialField("header", "Header", "Authorization", required=True),
            CredentialField("value", "Value", "Bearer …", secret=True, required=True),
        ),
    ),
}
"""Every type of credential with its form."""


def add_credentials(web: Web) -> None:
    """Add `/credentials`."""

    @ui.page("/credentials")
    def credentials() -> None:
        with (
            page_shell("Credentials", "credentials", signed_in=web.sessions is not None),
            page_body("Credentials"),
        ):
            ui.html(
                "<p class='muted'>Keys for models and services. They are encrypted on this machine and never shown "
                "again, in no log, event or export.</p>",
                sanitize=False,
            )
            kept = ui.element("div").classes("kept")
            _CredentialForm(web, lambda: _show(web, kept))
            _show(web, kept)


def _show(web: Web, kept: ui.element) -> None:
    kept.clear()
    with kept:
        for row in web.parts.stores.credentials.all():
            _credential_row(web, row, kept)


def _credential_row(web: Web, row: CredentialRow, kept: ui.element) -> None:
    hint = " · ".join(value for value in row.hint.values() if value)
    title = TYPES[row.type][0] if row.type in TYPES else row.type

    def delete() -> None:
        web.parts.stores.credentials.delete(row.name)
        web.documents.credentials_changed()
        _show(web, kept)

    with ui.element("div").classes("credential"):
        changed = ago(row.updated_at, web.clock())
        ui.html(
            f"{icon('key')}<b>{escape(row.name)}</b><span class='muted small'>{escape(title)}"
            f"{' · ' if hint else ''}{escape(hint)} · entered {changed}</span><span class='grow'></span>",
            sanitize=False,
        ).classes("line grow")
        button = (
            ui.element("button")
            .classes("btn tight")
            .props(f'type=button aria-label="Delete {escape(row.name)}"')
            .mark("delete")
        )
        with button:
            ui.html(icon("trash-2", "s14") + "Delete", sanitize=False).classes("line")
        button.on("click", delete)


class _CredentialForm:
    """The form that adds a credential; `on_stored` is called after each."""

    def __init__(self, web: Web, on_stored: Callable[[], None]) -> None:
        self._web = web
        self._on_stored = on_stored
        self._inputs: dict[str, ui.input] = {}
        with ui.element("section").classes("credential-form"):
            ui.html("<h2>Add a credential</h2>", sanitize=False)
            titles = {name: title for name, (title, _) in TYPES.items()}
            self._type = ui.select(titles, value="openai", label="Type")
            self._type.props("outlined dense stack-label").mark("type")
            self._name = ui.input("Name", placeholder="main_model").props("outlined dense stack-label")
            self._name.mark("name")
            self._fields = ui.element("div").classes("fields")
            self._draw_fields()
            self._type.on_value_change(self._draw_fields)
            save = ui.element("button").classes("btn primary").props("type=button").mark("store")
            with save:
                ui.html("Store", sanitize=False)
            save.on("click", self._submit)

    def _draw_fields(self) -> None:
        self._fields.clear()
        self._inputs.clear()
        with self._fields:
            for field in TYPES[str(self._type.value)][1]:
                box = ui.input(field.title, placeholder=field.placeholder, password=field.secret)
                box.props('outlined dense stack-label autocomplete="off"').mark(field.name)
                self._inputs[field.name] = box

    def _submit(self) -> None:
        type_, boxes = str(self._type.value), {"name": self._name, **self._inputs}
        values = {key: str(box.value or "").strip() for key, box in boxes.items()}
        errors = _errors(type_, values)
        for key, box in boxes.items():
            box.error = errors.get(key)
        if errors:
            next(box for key, box in boxes.items() if key in errors).run_method("focus")
            return
        try:
            _store(self._web, type_, values.pop("name"), values)
        except TreadleError as error:
            ui.notify(str(error), type="negative", multi_line=True)
            return
        self._name.value = ""
        self._draw_fields()
        ui.notify("Stored. It will not be shown again.", type="positive")
        self._on_stored()


def _errors(type_: str, values: dict[str, str]) -> dict[str, str]:
    """Return the error messages of a form by field; {} if it is valid."""
    found: dict[str, str] = {}
    if not is_identifier(values["name"]):
        found["name"] = "Give it a name of small letters, digits and _, as in main_model."
    for field in TYPES[type_][1]:
        value = values[field.name]
        if field.required and not value:
            found[field.name] = f"{field.title} is missing."
        elif field.name == "base_url" and value and not value.startswith(("http://", "https://")):
            found[field.name] = "Write the whole address, as in https://api.openai.com/v1."
    return found


def _store(web: Web, type_: str, name: str, values: dict[str, str]) -> None:
    fields = {key: value for key, value in values.items() if value}
    web.parts.stores.credentials.put(name, type_, fields, web.clock())
    web.documents.credentials_changed()
