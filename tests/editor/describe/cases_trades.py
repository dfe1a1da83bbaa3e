"""Descriptions of development, operations, marketing and teaching."""

from __future__ import annotations

from tests.editor.describe.flows import (
    BODY,
    SUMMARY,
    TEXT,
    X,
    Y,
    Z,
    categories,
    equals,
    flow,
    words_at_least,
)

GET = {"method": "GET", "url": "https://example.com/x"}
DRAWN = "clean -> summarize"
TRADES = [
    # ---- development --------------------------------------------------------------------------------------------
    flow(
        "GET https://example.com/x, wait 5s, POST the body to https://example.com/y",
        "get > wait > write > send",
        get=GET,
        wait={"seconds": 5},
        write=BODY,
        send=Y,
    ),
    flow(
        "run python: value.upper(), then send the result to https://example.com/x",
        "input > count > send",
        count={"code": "value.upper()"},
        send=X,
    ),
    flow(
        "commit message in -> tag: fix | feature | chore -> if fix: POST https://example.com/x",
        "input > tag > test",
        "test.true > send",
        tag=categories("fix", "feature", "chore"),
        test=equals("", "fix"),
        send=X,
    ),
    flow(
        "Set env to prod and team to core, then PUT it to https://example.com/x",
        "input > set > send",
        set={"fields": [{"name": "env", "value": "prod"}, {"name": "team", "value": "core"}]},
        send=X | {"method": "PUT"},
    ),
    flow(
        "Clean the changelog, have gpt rewrite it for end users, and POST the answer to https://example.com/x.",
        "input > clean > ask > send",
        send=X,
    ),
    flow(
        'if the log line contains "ERROR" then post it to https://example.com/x else if it contains "WARN" post it to '
        "https://example.com/y",
        "input > test1",
        "test1.true > send1",
        "test1.false > test2",
        "test2.true > send2",
        test1=equals("", "ERROR", "contains"),
        test2=equals("", "WARN", "contains"),
        send1=X,
        send2=Y,
    ),
    # ---- operations ---------------------------------------------------------------------------------------------
    flow(
        "Incident report comes in. Wait 15 min. Summarize it. Ship the summary to https://example.com/x.",
        "input > wait > sum > send",
        wait={"seconds": 900},
        send=X,
    ),
    flow(
        "Alerts are to be classified as critical, warning or info. Critical alerts must be sent to "
        "https://example.com/x "
        "and, after a delay of ten minutes, to https://example.com/y.",
        "input > tag > test",
        "test.true > send1",
        "test.true > wait > send2",
        tag=categories("critical", "warning", "info"),
        test=equals("", "critical"),
        send1=X,
        wait={"seconds": 600},
        send2=Y,
    ),
    flow(
        '1. Fetch https://example.com/x.\n2. Tidy it.\n3. If it contains "down", send it to https://example.com/y.\n'
        "4. Otherwise, stop.",
        "get > write > clean > test",
        "test.true > send",
        get=GET,
        write=BODY,
        test=equals("", "down", "contains"),
        send=Y,
    ),
    flow(
        "Before anything is sent to https://example.com/x, the text must be cleaned and shortened to 4 sentences.",
        "input > clean > sum > send",
        sum={"sentences": 4},
        send=X,
    ),
    flow(
        "Send the text to https://example.com/x, then 30 seconds later to https://example.com/y, "
        "and restart the server.",
        "input > send1",
        "input > wait > send2",
        send1=X,
        wait={"seconds": 30},
        send2=Y,
        unread=("restart the server",),
    ),
    # ---- marketing ----------------------------------------------------------------------------------------------
    flow(
        "take a product review > sentiment (positive, negative, neutral) > negative ones to https://example.com/x",
        "input > tag > test",
        "test.true > send",
        tag=categories("positive", "negative", "neutral"),
        test=equals("", "negative"),
        send=X,
    ),
    flow(
        "- paste blog post\n- 5 hashtags\n- tl;dr in 1 sentence\n- combine\n- let chatgpt write a tweet from it\n"
        "- tweet goes to https://example.com/x",
        "input > keys > merge > ask > send",
        "input > sum > merge",
        keys={"limit": 5},
        sum={"sentences": 1},
        send=X,
    ),
    flow(
        "We'd like every testimonial to be cleaned and, provided it has at least 20 words, summarised in a single "
        "sentence.",
        "input > clean > test",
        "test.true > sum",
        test={"condition": words_at_least(20)},
        sum={"sentences": 1},
    ),
    flow(
        "Write a newsletter intro with AI about the text, wait a day and post it to https://example.com/x.",
        "input > ask > wait > send",
        wait={"seconds": 86400},
        send=X,
    ),
    flow(
        "the summary goes to https://example.com/x, the keywords to https://example.com/y and the category (lead, "
        "customer, partner) to https://example.com/z",
        "input > sum > send1",
        "input > keys > send2",
        "input > tag > send3",
        tag=categories("lead", "customer", "partner"),
        send1=X,
        send2=Y,
        send3=Z,
    ),
    # ---- school -------------------------------------------------------------------------------------------------
    flow(
        "Ask for the pupil's essay, count its words and output the number as length.",
        "input > count > out",
        count={"code": "len(value.split())"},
        out={"name": "length"},
    ),
    flow(
        "Ask GPT for three quiz questions about the text and send them to https://example.com/x",
        "input > ask > send",
        send=X,
    ),
    flow(
        "homework: sort the text into poem, story or essay. poems - 3 keywords. stories - summary. essays - nothing.",
        "input > tag > merge > switch",
        "input > merge",
        "switch.poem > take1 > keys",
        "switch.story > take2 > sum",
        tag=categories("poem", "story", "essay"),
        take1=TEXT,
        take2=TEXT,
        keys={"limit": 3},
    ),
    # ---- mixed --------------------------------------------------------------------------------------------------
    flow(
        "Could I get the text translated into Italian with GPT and afterwards summarised in 2 sentences?",
        "input > ask > sum",
        ask={"prompt": "Translate into Italian:\n\n{{ value }}"},
        sum={"sentences": 2},
    ),
    flow(
        "What I want is the keywords of the summary, not of the whole text.",
        "input > sum > keys",
        unread=("not of the whole text",),
    ),
    flow(
        "Give me 6 keywords from the text after links and e-mail addresses have been taken out of it.",
        "input > clean > keys",
        clean={"strip_urls": True, "strip_emails": True},
        keys={"limit": 6},
    ),
    flow(
        "Summarize. Don't send it anywhere. Return the summary as result.",
        "input > sum > out",
        out={"name": "result"},
        unread=("Don't send it anywhere",),
    ),
    flow(
        "Tag as recipe, review or rant, and unless it's a rant, summarize the text and send the summary to "
        "https://example.com/x.",
        "input > tag > merge > test",
        "input > merge",
        "test.false > take > sum > send",
        tag=categories("recipe", "review", "rant"),
        test=equals("category", "rant"),
        take=TEXT,
        send=X,
    ),
    flow(
        "once it's summarized, wait another 45 minutes and then send it to https://example.com/x",
        "input > clean > sum > wait > send",
        wait={"seconds": 2700},
        send=X,
        on=DRAWN,
    ),
    flow(
        "Put the keywords and the category into an object: words = keywords, kind = category. "
        "Categories are a, b and c. "
        "Then send the object to https://example.com/x.",
        "input > keys > merge > set > send",
        "input > tag > merge",
        tag=categories("a", "b", "c"),
        set={
            "fields": [
                {"name": "words", "value": "{{ value.keywords }}"},
                {"name": "kind", "value": "{{ value.category }}"},
            ]
        },
        send=X,
    ),
    # ---- what was drawn otherwise, and in silence ----------------------------------------------------------------
    flow(
        "Fetch https://example.com/x, wait an hour and summarize it.",
        "get > wait > write > sum",
        get=GET,
        wait={"seconds": 3600},
        write=BODY,
    ),
    flow("Remove mail addresses.", "input > clean", clean={"strip_emails": True}),
    flow(
        "Tag as a or b. If a, send the summary to https://example.com/x.",
        "input > tag > merge > test",
        "input > merge",
        "test.true > take > sum > send",
        tag=categories("a", "b"),
        test=equals("category", "a"),
        take=TEXT,
        send=X,
    ),
    flow(
        "Before you post it to https://example.com/x, clean it and summarize it.",
        "input > clean > sum > send",
        send=X,
    ),
    flow("We have no time. Summarize it.", "input > sum", unread=("We have no time",)),
]

TRADES_GAPS = [
    flow(
        "My pupils hand in essays. Each essay should be checked for length: if it's under 200 words, send it to "
        "https://example.com/x, if not, summarise it in three sentences.",
        "input > test",
        "test.true > send",
        "test.false > sum",
        test={"condition": {"match": "not", "conditions": [words_at_least(200)]}},
        send=X,
        sum={"sentences": 3},
        unread=("My pupils hand in essays",),
    ),
    flow(
        "Send only the summaries of complaints to https://example.com/x. The mails are complaints, orders or thanks.",
        "input > sum > merge > test",
        "input > tag > merge",
        "test.true > take > send",
        tag=categories("complaints", "orders", "thanks"),
        test=equals("category", "complaints"),
        take=SUMMARY,
        send=X,
    ),
]
"""Not read as written here: what is checked is told twice, and a summary of some texts is made of those only."""
