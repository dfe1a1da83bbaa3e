"""Sentences and the graphs they mean, written out: the nodes with the settings that count, and every edge.

An edge is written `node.port > node` (the first input of the target). Settings not named here are left at their
defaults; all that are named must be equal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    sentence: str
    nodes: dict[str, tuple[str, dict[str, Any]]]
    edges: set[str]
    not_understood: tuple[str, ...] = ()
    asks: set[tuple[str, str]] = field(default_factory=set)
    on: str | None = None
    """The sentence of the case whose graph is drawn already."""


def categories(*names: str) -> dict[str, Any]:
    return {"categories": [{"name": name} for name in names]}


def equals(path: str, value: Any, op: str = "equals") -> dict[str, Any]:
    return {"condition": {"field": path, "op": op, "value": value}}


def post(url: str) -> dict[str, Any]:
    return {"method": "POST", "url": url, "body": "json"}


def wait(seconds: float) -> dict[str, Any]:
    return {"seconds": seconds}


INPUT: dict[str, tuple[str, dict[str, Any]]] = {"input": ("input", {})}
CLEAN = {"clean": ("clean_text", {})}
SUM: dict[str, tuple[str, dict[str, Any]]] = {"sum": ("summarize", {})}
KEYS: dict[str, tuple[str, dict[str, Any]]] = {"keys": ("extract_keywords", {})}
MERGE: dict[str, tuple[str, dict[str, Any]]] = {"merge": ("merge", {"mode": "fields"})}
CLEANED = {"input.text > clean"}


def tag(*names: str) -> dict[str, tuple[str, dict[str, Any]]]:
    return {"tag": ("tag_category", categories(*names))}


X = "https://example.com/x"
CASES = [
    # ---- one step -----------------------------------------------------------------------------------------
    Case("Clean the text.", INPUT | CLEAN, CLEANED),
    Case(
        "Please shorten the article to two sentences",
        INPUT | {"sum": ("summarize", {"sentences": 2})},
        {"input.text > sum"},
    ),
    Case(
        "Get the 5 most important words",
        INPUT | {"keys": ("extract_keywords", {"limit": 5})},
        {"input.text > keys"},
    ),
    Case(
        "tag it as sports, politics or tech", INPUT | tag("sports", "politics", "tech"), {"input.text > tag"}
    ),
    Case(
        "Classify the ticket: billing, bug, feature request",
        INPUT | tag("billing", "bug", "feature request"),
        {"input.text > tag"},
    ),
    Case(
        "Find out if it is a question, a complaint or praise",
        INPUT | tag("question", "complaint", "praise"),
        {"input.text > tag"},
    ),
    Case(
        "Count the words",
        INPUT | {"count": ("python_code", {"code": "len(value.split())"})},
        {"input.text > count"},
    ),
    Case(
        "Ask the model to write a haiku about it",
        INPUT | {"ask": ("llm_prompt", {"prompt": "Write a haiku about it:\n\n{{ value }}"})},
        {"input.text > ask"},
    ),
    Case(
        "Set status to done and owner to Mara",
        INPUT
        | {
            "set": (
                "set_fields",
                {"fields": [{"name": "status", "value": "done"}, {"name": "owner", "value": "Mara"}]},
            )
        },
        {"input.text > set"},
    ),
    # ---- chains and side by side --------------------------------------------------------------------------
    Case(
        "clean the text, summarize it, then extract keywords",
        INPUT | CLEAN | SUM | KEYS,
        CLEANED | {"clean.text > sum", "clean.text > keys"},
    ),
    Case(
        "Take an article, tidy it up, give me a 3-sentence summary and the top 5 keywords.",
        INPUT | CLEAN | {"sum": ("summarize", {"sentences": 3}), "keys": ("extract_keywords", {"limit": 5})},
        CLEANED | {"clean.text > sum", "clean.text > keys"},
    ),
    Case(
        "summarize it, then extract keywords from the summary",
        INPUT | SUM | KEYS,
        {"input.text > sum", "sum.summary > keys"},
    ),
    Case(
        "Strip the HTML and remove links from the text, then classify it into billing, technical or general.",
        INPUT | {"clean": ("clean_text", {"strip_urls": True})} | tag("billing", "technical", "general"),
        CLEANED | {"clean.text > tag"},
    ),
    Case("clean -> summarize", INPUT | CLEAN | SUM, CLEANED | {"clean.text > sum"}),
    Case(
        "1. clean the text\n2. boil it down to one sentence\n3. pull out ten keywords",
        INPUT | CLEAN | {"sum": ("summarize", {"sentences": 1}), "keys": ("extract_keywords", {"limit": 10})},
        CLEANED | {"clean.text > sum", "clean.text > keys"},
    ),
    Case(
        "The text is cleaned and summarized, and the keywords are extracted",
        INPUT | CLEAN | SUM | KEYS,
        CLEANED | {"clean.text > sum", "clean.text > keys"},
    ),
    Case(
        "Summarize the text, translate the summary to French and send it to https://example.com/x",
        INPUT
        | SUM
        | {
            "french": ("llm_prompt", {"prompt": "Translate the summary to French:\n\n{{ value }}"}),
            "send": ("http_request", post(X)),
        },
        {"input.text > sum", "sum.summary > french", "french.answer > send"},
    ),
    Case(
        "summarize the text with AI in 4 sentences",
        INPUT | {"sum": ("summarize_llm", {"sentences": 4})},
        {"input.text > sum"},
    ),
    Case(
        "Fetch https://example.com/x, clean it and summarize it",
        {
            "get": ("http_request", {"method": "GET", "url": X}),
            "text": ("template", {"template": "{{ value.body }}"}),
        }
        | CLEAN
        | SUM,
        {"get.response > text", "text.text > clean", "clean.text > sum"},
    ),
    # ---- order said otherwise -----------------------------------------------------------------------------
    Case(
        "tag it as spam or ham after cleaning the text",
        INPUT | CLEAN | tag("spam", "ham"),
        CLEANED | {"clean.text > tag"},
    ),
    Case("Summarize the article, but clean it first", INPUT | CLEAN | SUM, CLEANED | {"clean.text > sum"}),
    Case("Before summarizing, clean the text.", INPUT | CLEAN | SUM, CLEANED | {"clean.text > sum"}),
    Case(
        "Extract keywords, but before that clean the text",
        INPUT | CLEAN | KEYS,
        CLEANED | {"clean.text > keys"},
    ),
    Case(
        "finally send everything to https://example.com/x; first clean the text, then summarize it and get keywords",
        INPUT | CLEAN | SUM | KEYS | MERGE | {"send": ("http_request", post(X))},
        CLEANED
        | {
            "clean.text > sum",
            "clean.text > keys",
            "sum.summary > merge",
            "keys.keywords > merge",
            "merge.merged > send",
        },
    ),
    Case(
        'Write "In short: {{ summary }}" after summarizing',
        INPUT | SUM | {"write": ("template", {"template": "In short: {{ summary }}"})},
        {"input.text > sum", "sum.summary > write"},
    ),
    # ---- typing mistakes ----------------------------------------------------------------------------------
    Case(
        "clen the txet and sumarize it in tow sentances, then tag as news, opinon or ad",
        INPUT | CLEAN | {"sum": ("summarize", {"sentences": 2})} | tag("news", "opinon", "ad"),
        CLEANED | {"clean.text > sum", "clean.text > tag"},
    ),
    Case(
        "extrct 7 keywrods adn sumarise it",
        INPUT | {"keys": ("extract_keywords", {"limit": 7})} | SUM,
        {
            "input.text > keys",
            "input.text > sum",
        },
    ),
    # ---- waiting and sending ------------------------------------------------------------------------------
    Case(
        "Clean the text and wait half an hour and then post it to https://example.com/x",
        INPUT | CLEAN | {"wait": ("delay", wait(1800)), "send": ("http_request", post(X))},
        CLEANED | {"clean.text > wait", "wait.value > send"},
    ),
    Case(
        "pause for 1.5 hours before sending it to https://example.com/x",
        INPUT | {"wait": ("delay", wait(5400)), "send": ("http_request", post(X))},
        {"input.text > wait", "wait.value > send"},
    ),
    Case(
        "summarize it and extract keywords and send the summary to https://example.com/x",
        INPUT | SUM | KEYS | {"send": ("http_request", post(X))},
        {"input.text > sum", "input.text > keys", "sum.summary > send"},
    ),
    Case(
        "When a support mail arrives, clean it, summarise it in two sentences, tag how urgent it is, "
        "and send me the summary.",
        INPUT
        | CLEAN
        | {"sum": ("summarize", {"sentences": 2}), "tag": ("tag_category", {}), "send": ("http_request", {})},
        CLEANED | {"clean.text > sum", "clean.text > tag", "sum.summary > send"},
        asks={("tag", "categories"), ("send", "url")},
    ),
    # ---- joining ------------------------------------------------------------------------------------------
    Case(
        "clean it, summarize it, extract keywords, and merge everything",
        INPUT | CLEAN | SUM | KEYS | MERGE,
        CLEANED | {"clean.text > sum", "clean.text > keys", "sum.summary > merge", "keys.keywords > merge"},
    ),
    Case(
        "Summarize the text and extract keywords, then join them into one text and output it as report",
        INPUT | SUM | KEYS | {"merge": ("merge", {"mode": "text"}), "out": ("output", {"name": "report"})},
        {
            "input.text > sum",
            "input.text > keys",
            "sum.summary > merge",
            "keys.keywords > merge",
            "merge.merged > out",
        },
    ),
    # ---- conditions ---------------------------------------------------------------------------------------
    Case(
        "clean the text, summarize it, then extract keywords and tag it as sports, politics or tech; "
        "if it is about sports send it to https://example.com/x",
        INPUT
        | CLEAN
        | SUM
        | KEYS
        | tag("sports", "politics", "tech")
        | MERGE
        | {"if": ("if", equals("category", "sports")), "send": ("http_request", post(X))},
        CLEANED
        | {
            "clean.text > sum",
            "clean.text > keys",
            "clean.text > tag",
            "sum.summary > merge",
            "keys.keywords > merge",
            "tag.category > merge",
            "merge.merged > if",
            "if.true > send",
        },
    ),
    Case(
        "Classify the mail as spam or not spam. If it's spam, send it to https://example.com/x, "
        "else to https://example.com/y.",
        INPUT
        | tag("spam", "not spam")
        | {
            "if": ("if", equals("", "spam")),
            "yes": ("http_request", post(X)),
            "no": ("http_request", post("https://example.com/y")),
        },
        {"input.text > tag", "tag.category > if", "if.true > yes", "if.false > no"},
    ),
    Case(
        "tag it as sports or tech; if it's not sports send it to https://example.com/x",
        INPUT
        | tag("sports", "tech")
        | {"if": ("if", equals("", "sports", "not_equals")), "send": ("http_request", post(X))},
        {"input.text > tag", "tag.category > if", "if.true > send"},
    ),
    Case(
        "Tag it as sports or politics and send it to https://example.com/x unless it is about politics",
        INPUT
        | tag("sports", "politics")
        | {"if": ("if", equals("", "politics")), "send": ("http_request", post(X))},
        {"input.text > tag", "tag.category > if", "if.false > send"},
    ),
    Case(
        'If the text contains "refund", send it to https://example.com/x, otherwise summarize it',
        INPUT | {"if": ("if", equals("", "refund", "contains")), "send": ("http_request", post(X))} | SUM,
        {"input.text > if", "if.true > send", "if.false > sum"},
    ),
    Case(
        "if the text has more than 100 words, summarize it",
        INPUT | {"if": ("if", equals("", r"(\S+\s+){100}\S", "matches"))} | SUM,
        {"input.text > if", "if.true > sum"},
    ),
    Case(
        "Tag it as sports, politics or tech and send sports to https://example.com/x, "
        "politics to https://example.com/y and everything else to https://example.com/z",
        INPUT
        | tag("sports", "politics", "tech")
        | {
            "switch": (
                "switch",
                {
                    "cases": [
                        {"name": "sports", **equals("", "sports")},
                        {"name": "politics", **equals("", "politics")},
                    ]
                },
            ),
            "one": ("http_request", post(X)),
            "two": ("http_request", post("https://example.com/y")),
            "rest": ("http_request", post("https://example.com/z")),
        },
        {
            "input.text > tag",
            "tag.category > switch",
            "switch.sports > one",
            "switch.politics > two",
            "switch.otherwise > rest",
        },
    ),
    Case(
        "if it's about sports, summarize it; otherwise extract keywords",
        INPUT
        | tag("sports")
        | MERGE
        | {
            "if": ("if", equals("category", "sports")),
            "take": ("template", {"template": "{{ value.text }}"}),
            "take_2": ("template", {"template": "{{ value.text }}"}),
        }
        | SUM
        | KEYS,
        {
            "input.text > tag",
            "input.text > merge",
            "tag.category > merge",
            "merge.merged > if",
            "if.true > take",
            "take.text > sum",
            "if.false > take_2",
            "take_2.text > keys",
        },
    ),
    Case(
        "If the text is longer than 200 words summarize it otherwise extract keywords, finally return the result",
        INPUT
        | {"if": ("if", equals("", r"(\S+\s+){200}\S", "matches"))}
        | SUM
        | KEYS
        | {"merge": ("merge", {"mode": "first"}), "out": ("output", {})},
        {
            "input.text > if",
            "if.true > sum",
            "if.false > keys",
            "sum.summary > merge",
            "keys.keywords > merge",
            "merge.merged > out",
        },
    ),
    Case(
        "Given a product review, clean it, tag it as positive or negative, and if negative, post it to "
        "https://example.com/x",
        INPUT
        | CLEAN
        | tag("positive", "negative")
        | {"if": ("if", equals("", "negative")), "send": ("http_request", post(X))},
        CLEANED | {"clean.text > tag", "tag.category > if", "if.true > send"},
    ),
    Case(
        'Send the text to https://example.com/x, but only if it mentions "invoice"',
        INPUT | {"if": ("if", equals("", "invoice", "contains")), "send": ("http_request", post(X))},
        {"input.text > if", "if.true > send"},
    ),
    Case(
        "tag as cat or dog, if cat then send to https://example.com/x else if dog send to https://example.com/y",
        INPUT
        | tag("cat", "dog")
        | {
            "switch": (
                "switch",
                {"cases": [{"name": "cat", **equals("", "cat")}, {"name": "dog", **equals("", "dog")}]},
            ),
            "one": ("http_request", post(X)),
            "two": ("http_request", post("https://example.com/y")),
        },
        {"input.text > tag", "tag.category > switch", "switch.cat > one", "switch.dog > two"},
    ),
    Case(
        "Clean the text, and unless it is empty, summarize it",
        INPUT | CLEAN | {"if": ("if", {"condition": {"field": "", "op": "is_empty"}})} | SUM,
        CLEANED | {"clean.text > if", "if.false > sum"},
    ),
    Case(
        "Tag it with one of: red, green, blue. Then if it is red wait 1 day otherwise send it to https://example.com/x",
        INPUT
        | tag("red", "green", "blue")
        | {
            "if": ("if", equals("", "red")),
            "wait": ("delay", wait(86_400)),
            "send": ("http_request", post(X)),
        },
        {"input.text > tag", "tag.category > if", "if.true > wait", "if.false > send"},
    ),
    Case(
        "Summarise the email. If the email is about billing or refunds forward the summary to https://example.com/x.",
        INPUT
        | SUM
        | tag("billing", "refunds")
        | MERGE
        | {
            "if": ("if", equals("category", ["billing", "refunds"], "in")),
            "take": ("template", {"template": "{{ value.summary }}"}),
            "send": ("http_request", post(X)),
        },
        {
            "input.text > sum",
            "input.text > tag",
            "sum.summary > merge",
            "tag.category > merge",
            "merge.merged > if",
            "if.true > take",
            "take.text > send",
        },
    ),
    Case(
        "clean the text, summarize it, then extract keywords and tag it as sports, politics or tech; "
        "if it is about sports send it to https://...",
        INPUT
        | CLEAN
        | SUM
        | KEYS
        | tag("sports", "politics", "tech")
        | MERGE
        | {"if": ("if", equals("category", "sports")), "send": ("http_request", {"method": "POST"})},
        CLEANED
        | {
            "clean.text > sum",
            "clean.text > keys",
            "clean.text > tag",
            "sum.summary > merge",
            "keys.keywords > merge",
            "tag.category > merge",
            "merge.merged > if",
            "if.true > send",
        },
        asks={("send", "url")},
    ),
    Case(
        "If it is about sports, politics or tech, send it to https://example.com/x",
        INPUT
        | tag("sports", "politics", "tech")
        | {"if": ("if", equals("", ["sports", "politics", "tech"], "in")), "send": ("http_request", post(X))},
        {"input.text > tag", "tag.category > if", "if.true > send"},
    ),
    Case(
        "Check if the text is about sports, politics or tech, and send the sports ones to https://example.com/x",
        INPUT
        | tag("sports", "politics", "tech")
        | {"if": ("if", equals("", "sports")), "send": ("http_request", post(X))},
        {"input.text > tag", "tag.category > if", "if.true > send"},
    ),
    Case(
        "If it is tech, wait an hour. The categories are tech, science and arts.",
        INPUT
        | tag("tech", "science", "arts")
        | {"if": ("if", equals("", "tech")), "wait": ("delay", wait(3600))},
        {"input.text > tag", "tag.category > if", "if.true > wait"},
    ),
    Case(
        'Summarize, then tag as long or short, merge, then template "{{ summary }} ({{ category }})"',
        INPUT
        | SUM
        | tag("long", "short")
        | MERGE
        | {"write": ("template", {"template": "{{ value.summary }} ({{ value.category }})"})},
        {
            "input.text > sum",
            "input.text > tag",
            "sum.summary > merge",
            "tag.category > merge",
            "merge.merged > write",
        },
    ),
    # ---- said in other words ------------------------------------------------------------------------------
    Case(
        "Sort it by sentiment: positive, neutral, negative",
        INPUT | tag("positive", "neutral", "negative"),
        {"input.text > tag"},
    ),
    Case(
        "Route it by category: sports, politics",
        INPUT
        | tag("sports", "politics")
        | {
            "switch": (
                "switch",
                {
                    "cases": [
                        {"name": "sports", **equals("", "sports")},
                        {"name": "politics", **equals("", "politics")},
                    ]
                },
            )
        },
        {"input.text > tag", "tag.category > switch"},
    ),
    Case(
        "sanitize input -> tl;dr -> hashtags",
        INPUT | CLEAN | SUM | KEYS,
        CLEANED | {"clean.text > sum", "clean.text > keys"},
    ),
    Case("what's the gist of it?", INPUT | SUM, {"input.text > sum"}),
    Case(
        "Take the text, clean it and then do two things at once: summarize it and get keywords. "
        "Afterwards combine the results and send them to https://example.com/x.",
        INPUT | CLEAN | SUM | KEYS | MERGE | {"send": ("http_request", post(X))},
        CLEANED
        | {
            "clean.text > sum",
            "clean.text > keys",
            "sum.summary > merge",
            "keys.keywords > merge",
            "merge.merged > send",
        },
    ),
    Case(
        "grab the text from https://example.com/x and summarize it, and get 4 key terms too",
        {
            "get": ("http_request", {"method": "GET", "url": X}),
            "text": ("template", {"template": "{{ value.body }}"}),
            "keys": ("extract_keywords", {"limit": 4}),
        }
        | SUM,
        {"get.response > text", "text.text > sum", "text.text > keys"},
    ),
    # ---- what is not understood ---------------------------------------------------------------------------
    Case(
        "Colorless green ideas sleep furiously",
        {},
        set(),
        ("Colorless green ideas sleep furiously",),
        {("", "")},
    ),
    Case("Don't summarize the text", {}, set(), ("Don't summarize the text",), {("", "")}),
    Case("extract keywords without cleaning", INPUT | KEYS, {"input.text > keys"}, ("without cleaning",)),
    Case("make me a sandwich", {}, set(), ("make me a sandwich",), {("", "")}),
    Case("", {}, set(), (), {("", "")}),
    Case(
        "frobnicate the gizmo and clean the text, then dance a little",
        INPUT | CLEAN,
        CLEANED,
        ("frobnicate the gizmo", "dance a little"),
    ),
    Case(
        "every morning at 8 summarize the news and email it to bob@example.com",
        INPUT | SUM,
        {"input.text > sum"},
        ("every morning at 8", "email it to bob@example.com"),
    ),
    # ---- going on from what is drawn ----------------------------------------------------------------------
    Case(
        "then also extract 3 keywords",
        {"keys": ("extract_keywords", {"limit": 3})} | INPUT | CLEAN | SUM,
        CLEANED | {"clean.text > sum", "clean.text > keys"},
        on="clean -> summarize",
    ),
    Case(
        "get keywords as well and send everything to https://example.com/x",
        INPUT | CLEAN | SUM | KEYS | MERGE | {"send": ("http_request", post(X))},
        CLEANED
        | {
            "clean.text > sum",
            "clean.text > keys",
            "sum.summary > merge",
            "keys.keywords > merge",
            "merge.merged > send",
        },
        on="clean -> summarize",
    ),
    Case(
        "wait 10 minutes before summarizing",
        INPUT | CLEAN | SUM | {"wait": ("delay", wait(600))},
        CLEANED | {"clean.text > wait", "wait.value > sum"},
        on="clean -> summarize",
    ),
    Case("remove the clean step", INPUT | SUM, {"input.text > sum"}, on="clean -> summarize"),
    Case(
        "make the summary 5 sentences",
        INPUT | CLEAN | {"sum": ("summarize", {"sentences": 5})},
        CLEANED | {"clean.text > sum"},
        on="clean -> summarize",
    ),
    Case(
        "remove links too",
        INPUT | {"clean": ("clean_text", {"strip_urls": True})} | SUM,
        CLEANED | {"clean.text > sum"},
        on="clean -> summarize",
    ),
]
