"""Clean text."""

from typing import Annotated, Any, NamedTuple

from pydantic import Field

from engine.workflow.declare import Note, node
from engine.workflow.kinds import Example
from engine.workflow.ports import Text


class Cleaned(NamedTuple):
    """The cleaned text, and how much went."""

    text: Text
    removed: Note


_PARTS = {
    "strip_html": "HTML",
    "fix_unicode": "letters",
    "normalise_whitespace": "white space",
    "strip_urls": "web addresses",
    "strip_emails": "mail addresses",
    "drop_quotes": "quoted mail",
}


def _brief(config: Any) -> str:  # noqa: ANN401 - the generated config model
    return ", ".join(word for name, word in _PARTS.items() if getattr(config, name)) or "nothing"


@node(
    title="Clean text",
    category="text",
    icon="eraser",
    synonyms=(
        "clean", "clean up", "cleanse", "tidy", "normalize", "normalise", "sanitize", "sanitise",
        "strip html", "remove html", "remove tags", "remove markup", "fix encoding", "fix unicode",
        "mojibake", "whitespace", "white space", "trim", "remove links", "remove urls", "remove emails",
        "plain text", "scrub", "preprocess", "wash", "filter out html",
    ),
    brief=_brief,
    example=Example({"text": "<p>Open  daily &amp; late</p>"}, {"text": "Open daily & late"}),
)  # fmt: skip
def clean_text(
    text: Text,
    *,
    strip_html: Annotated[
        bool, Field(title="Take out HTML", description="Tags go, their text stays.")
    ] = True,
    fix_unicode: Annotated[
        bool, Field(title="Mend letters", description="Repairs wrongly decoded text, as in “cafÃ©”.")
    ] = True,
    normalise_whitespace: Annotated[
        bool, Field(title="Tidy white space", description="Single blanks, at most one empty line.")
    ] = True,
    strip_urls: Annotated[bool, Field(title="Take out web addresses")] = False,
    strip_emails: Annotated[bool, Field(title="Take out mail addresses")] = False,
    drop_quotes: Annotated[
        bool, Field(title="Take out quoted mail", description="Also signatures and forwarded copies.")
    ] = False,
) -> Cleaned:
    """Make pasted text plain: no HTML, whole letters, tidy white space.

    Text from the web, from mail or in a wrong encoding becomes readable; the words stay as they are.
    """
    from engine.text.clean import clean_text as clean  # noqa: PLC0415 - only a worker needs it, and it imports ftfy

    cleaned = clean(
        text,
        strip_html=strip_html,
        fix_unicode=fix_unicode,
        normalise_whitespace=normalise_whitespace,
        strip_urls=strip_urls,
        strip_emails=strip_emails,
        drop_quotes=drop_quotes,
    )
    return Cleaned(cleaned, f"{max(0, len(text) - len(cleaned))} of {len(text)} characters")
