"""Sentences kept apart: made while the rules were first worked on, and never tuned on.

Where two graphs say the same thing equally well (`unless` as
the other way out, or as the opposite question), both stand here and either counts. What the reader cannot do is
given by the words that must occur in what it reports.
"""

from __future__ import annotations

from typing import Any

from tests.editor.describe.cases import Case, categories, equals, post, wait

Nodes = dict[str, tuple[str, dict[str, Any]]]

INPUT: Nodes = {"input": ("input", {})}
CLEAN: Nodes = {"clean": ("clean_text", {})}
MERGE: Nodes = {"merge": ("merge", {"mode": "fields"})}


def summed(sentences: int) -> Nodes:
    return {"sum": ("summarize", {"sentences": sentences})}


def keyed(limit: int) -> Nodes:
    return {"keys": ("extract_keywords", {"limit": limit})}


def tagged(*names: str) -> Nodes:
    return {"tag": ("tag_category", categories(*names))}


def asked(value: Any, field: str = "", op: str = "equals") -> Nodes:
    return {"if": ("if", equals(field, value, op))}


def sent(url: str, name: str = "send") -> Nodes:
    return {name: ("http_request", post(url))}


BOILED = (
    "hi, I paste in articles. please take out all the html junk, boil it down to 4 sentences and give me 6 "
    "keywords"
)
BOILED_NODES = INPUT | CLEAN | summed(4) | keyed(6)
BOILED_EDGES = {"input.text > clean", "clean.text > sum", "clean.text > keys"}
TLDR = "tl;dr please, two sentences max"
URGENT = (
    "mark the tickets as urgent or normal; urgent ones go straight to https://ops.example.io/alert, everything else "
    "waits 2 hours first and then goes to https://ops.example.io/queue"
)
URGENT_NODES = (
    INPUT
    | tagged("urgent", "normal")
    | sent("https://ops.example.io/alert", "alert")
    | {"wait": ("delay", wait(7_200))}
    | sent("https://ops.example.io/queue", "queue")
)
SPAM = (
    "Classify the message as spam or ham and unless it is spam, forward it to https://mail.example.com/inbox"
)
SPAM_NODES = INPUT | tagged("spam", "ham") | sent("https://mail.example.com/inbox")

HELD_OUT: tuple[tuple[Case, ...], ...] = (
    (Case(BOILED, BOILED_NODES, BOILED_EDGES),),
    (
        Case(
            "Sort incoming support mails into billing, bug or praise. When it's a bug, post it to "
            "https://tracker.example.com/api/bugs.",
            INPUT
            | tagged("billing", "bug", "praise")
            | asked("bug")
            | sent("https://tracker.example.com/api/bugs"),
            {"input.text > tag", "tag.category > if", "if.true > send"},
        ),
    ),
    (
        Case(
            "sumarize teh text in 2 sentances then wait 5 minuts and send it to https://hooks.example.org/in",
            INPUT | summed(2) | {"wait": ("delay", wait(300))} | sent("https://hooks.example.org/in"),
            {"input.text > sum", "sum.summary > wait", "wait.value > send"},
        ),
    ),
    (
        Case(
            "Before you extract the keywords, clean the text.",
            INPUT | CLEAN | {"keys": ("extract_keywords", {})},
            {"input.text > clean", "clean.text > keys"},
        ),
    ),
    (
        Case(
            "Send the summary to https://example.net/s after the text was cleaned and summarised.",
            INPUT | CLEAN | {"sum": ("summarize", {})} | sent("https://example.net/s"),
            {"input.text > clean", "clean.text > sum", "sum.summary > send"},
        ),
    ),
    (
        Case(SPAM, SPAM_NODES | asked("spam"), {"input.text > tag", "tag.category > if", "if.false > send"}),
        Case(
            SPAM,
            SPAM_NODES | asked("spam", op="not_equals"),
            {"input.text > tag", "tag.category > if", "if.true > send"},
        ),
    ),
    (
        Case(
            "Tag each post as sport, music or film; sport goes to https://a.example.com/sport, music to "
            "https://a.example.com/music and the rest to https://a.example.com/rest",
            INPUT
            | tagged("sport", "music", "film")
            | {"switch": ("switch", {})}
            | sent("https://a.example.com/sport", "sport")
            | sent("https://a.example.com/music", "music")
            | sent("https://a.example.com/rest", "rest"),
            {
                "input.text > tag",
                "tag.category > switch",
                "switch.sport > sport",
                "switch.music > music",
                "switch.otherwise > rest",
            },
        ),
    ),
    (
        Case(
            "Make a summary of three sentences, and from the summary pull out 5 keywords",
            INPUT | summed(3) | keyed(5),
            {"input.text > sum", "sum.summary > keys"},
        ),
    ),
    (
        Case(
            "Summarise the article and find its keywords, then put both into the message "
            '"Today: {{ summary }} ({{ keywords }})"',
            INPUT
            | {"sum": ("summarize", {}), "keys": ("extract_keywords", {})}
            | MERGE
            | {"write": ("template", {"template": "Today: {{ summary }} ({{ keywords }})"})},
            {
                "input.text > sum",
                "input.text > keys",
                "sum.summary > merge",
                "keys.keywords > merge",
                "merge.merged > write",
            },
        ),
    ),
    (
        Case(
            "Clean the text, then read it aloud to me and summarize it",
            INPUT | CLEAN | {"sum": ("summarize", {})},
            {"input.text > clean", "clean.text > sum"},
            ("aloud",),
        ),
    ),
    (
        Case(
            "Summarize the report and fax it to my boss.",
            INPUT | {"sum": ("summarize", {})},
            {"input.text > sum"},
            ("fax",),
        ),
    ),
    (
        Case(
            "Every Monday at 9, shorten the newsletter text to one sentence",
            INPUT | summed(1),
            {"input.text > sum"},
            ("Every Monday at 9",),
        ),
    ),
    (
        Case(
            "now also tag it as politics, sports or economy",
            BOILED_NODES | tagged("politics", "sports", "economy"),
            BOILED_EDGES | {"clean.text > tag"},
            on=BOILED,
        ),
    ),
    (
        Case(
            "at the end wait ten seconds and send everything to https://example.com/hook",
            BOILED_NODES | MERGE | {"wait": ("delay", wait(10))} | sent("https://example.com/hook"),
            BOILED_EDGES
            | {"sum.summary > merge", "keys.keywords > merge", "merge.merged > wait", "wait.value > send"},
            on=BOILED,
        ),
    ),
    (Case(TLDR, INPUT | summed(2), {"input.text > sum"}),),
    (
        Case(
            "Put a cleaning step before the summary",
            INPUT | CLEAN | summed(2),
            {"input.text > clean", "clean.text > sum"},
            on=TLDR,
        ),
    ),
    (
        Case(
            "Have the AI translate the text into German, afterwards extract 10 keywords",
            INPUT | {"ask": ("llm_prompt", {})} | keyed(10),
            {"input.text > ask", "ask.answer > keys"},
        ),
    ),
    (
        Case(
            "If the text contains the word refund, send it to https://example.com/refunds, otherwise summarise it.",
            INPUT
            | asked("refund", op="contains")
            | sent("https://example.com/refunds")
            | {"sum": ("summarize", {})},
            {"input.text > if", "if.true > send", "if.false > sum"},
        ),
    ),
    (
        Case(
            URGENT,
            URGENT_NODES | asked("urgent"),
            {
                "input.text > tag",
                "tag.category > if",
                "if.true > alert",
                "if.false > wait",
                "wait.value > queue",
            },
        ),
        Case(
            URGENT,
            URGENT_NODES | {"switch": ("switch", {})},
            {
                "input.text > tag",
                "tag.category > switch",
                "switch.urgent > alert",
                "switch.otherwise > wait",
                "wait.value > queue",
            },
        ),
    ),
    (
        Case(
            "take the article, tidy it up, shorten it, tag it either health or finance, and if it's about finance "
            "push everything to https://desk.example.com/fin",
            INPUT
            | CLEAN
            | {"sum": ("summarize", {})}
            | tagged("health", "finance")
            | MERGE
            | asked("finance", "category")
            | sent("https://desk.example.com/fin"),
            {
                "input.text > clean",
                "clean.text > sum",
                "clean.text > tag",
                "sum.summary > merge",
                "tag.category > merge",
                "merge.merged > if",
                "if.true > send",
            },
        ),
    ),
    (
        Case(
            "PUT the keywords of the text to https://store.example.com/kw",
            INPUT
            | {
                "keys": ("extract_keywords", {}),
                "send": ("http_request", {"method": "PUT", "url": "https://store.example.com/kw"}),
            },
            {"input.text > keys", "keys.keywords > send"},
        ),
    ),
    (
        Case(
            "wait half an hour, then summarize",
            INPUT | {"wait": ("delay", wait(1_800)), "sum": ("summarize", {})},
            {"input.text > wait", "wait.value > sum"},
        ),
    ),
    (
        Case(
            "categories are cats, dogs and birds - work out which one the text belongs to",
            INPUT | tagged("cats", "dogs", "birds"),
            {"input.text > tag"},
        ),
    ),
    (
        Case(
            "remove links and email addresses from the mail, then get the buzzwords",
            INPUT
            | {
                "clean": ("clean_text", {"strip_urls": True, "strip_emails": True}),
                "keys": ("extract_keywords", {}),
            },
            {"input.text > clean", "clean.text > keys"},
        ),
    ),
    (Case("What's the weather like tomorrow?", {}, set(), ("weather",)),),
    (
        Case(
            "get a 2 sentence summary and a list of keywords and join them into one text",
            INPUT | summed(2) | {"keys": ("extract_keywords", {}), "merge": ("merge", {"mode": "text"})},
            {"input.text > sum", "input.text > keys", "sum.summary > merge", "keys.keywords > merge"},
        ),
    ),
    (
        Case(
            "use an llm to summarise the page in max 2 sentences, then classify the summary as positive or negative",
            INPUT | {"sum": ("summarize_llm", {"sentences": 2})} | tagged("positive", "negative"),
            {"input.text > sum", "sum.summary > tag"},
        ),
    ),
)
