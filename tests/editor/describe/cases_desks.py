"""Descriptions of a news desk, of support and of research: in haste, in lists, with typing
mistakes, and the order of the sentence not always that of the work."""

from __future__ import annotations

from tests.editor.describe.flows import (
    BODY,
    TEXT,
    X,
    Y,
    Z,
    categories,
    equals,
    flow,
    ways,
    words_at_least,
)

GET = {"method": "GET", "url": "https://example.com/x"}
DESKS = [
    # ---- news desk ----------------------------------------------------------------------------------------------
    flow(
        "Whenever a wire story comes in, strip the links, give us a 2 sentence teaser and send that to "
        "https://example.com/x.",
        "input > clean > sum > send",
        clean={"strip_urls": True},
        sum={"sentences": 2},
        send=X,
    ),
    flow(
        "Pull https://example.com/x, clean up the page, then file it under politics, economy, culture or sports. "
        "Sports stories go to https://example.com/y, politics to https://example.com/z.",
        "get > write > clean > tag > switch",
        "switch.sports > send1",
        "switch.politics > send2",
        get=GET,
        write=BODY,
        tag=categories("politics", "economy", "culture", "sports"),
        switch=ways("sports", "politics"),
        send1=Y,
        send2=Z,
    ),
    flow(
        "Articles longer than 800 words: shorten to five sentences. Anything else: just pass it on to "
        "https://example.com/x.",
        "input > test",
        "test.true > sum",
        "test.false > send",
        test={"condition": words_at_least(801)},
        sum={"sentences": 5},
        send=X,
    ),
    flow(
        "Summarise the press release, tag it (local, national, foreign) and publish both at https://example.com/x",
        "input > sum > merge > send",
        "input > tag > merge",
        tag=categories("local", "national", "foreign"),
        send=X,
    ),
    flow(
        "breaking news goes straight to https://example.com/x, features wait 3 hours first, then go to "
        "https://example.com/y. categories: breaking news, feature",
        "input > tag > switch",
        "switch.breaking_news > send1",
        "switch.feature > wait > send2",
        tag=categories("breaking news", "feature"),
        switch=ways("breaking news", "feature"),
        wait={"seconds": 10800},
        send1=X,
        send2=Y,
    ),
    # ---- support triage -----------------------------------------------------------------------------------------
    flow(
        "New ticket: clean it, work out if it's a bug, a question or a feature request. Bugs get posted to "
        "https://example.com/x, questions are answered by GPT, and feature requests are ignored.",
        "input > clean > tag > merge > switch",
        "clean > merge",
        "switch.bug > send",
        "switch.question > take > ask",
        tag=categories("bug", "question", "feature request"),
        send=X,
        take=TEXT,
    ),
    flow(
        'Any email with the word "cancel" in it should be forwarded to https://example.com/x right away; the rest can '
        "simply be summarised.",
        "input > test",
        "test.true > send",
        "test.false > sum",
        test=equals("", "cancel", "contains"),
        send=X,
    ),
    flow(
        "Triage tickets by priority (high, medium, low). If high, send to https://example.com/x at once. If medium, "
        "wait two hours, then send to https://example.com/x. If low, do nothing.",
        "input > tag > switch",
        "switch.high > send1",
        "switch.medium > wait > send2",
        tag=categories("high", "medium", "low"),
        wait={"seconds": 7200},
        send1=X,
        send2=X,
    ),
    flow(
        "I'm getting way too many support mails. Please sort them into refunds, deliveries and other stuff for me, "
        "and post the refunds to https://example.com/x.",
        "input > tag > test",
        "test.true > send",
        tag=categories("refunds", "deliveries", "other stuff"),
        test=equals("", "refunds"),
        send=X,
        unread=("I'm getting way too many support mails",),
    ),
    flow(
        'Unless the message contains "unsubscribe", get its keywords and post them to https://example.com/x.',
        "input > test",
        "test.false > keys > send",
        test=equals("", "unsubscribe", "contains"),
        send=X,
    ),
    # ---- research -----------------------------------------------------------------------------------------------
    flow(
        "Given an abstract, decide whether it's qualitative, quantitative or mixed methods, then "
        "output the category as "
        "design.",
        "input > tag > out",
        tag=categories("qualitative", "quantitative", "mixed methods"),
        out={"name": "design"},
    ),
    flow(
        "Get https://example.com/x and https://example.com/y, join the two pages and extract 12 "
        "keywords from the result.",
        "get1 > merge > write > keys",
        "get2 > merge",
        get1=GET,
        get2=GET | {"url": "https://example.com/y"},
        keys={"limit": 12},
    ),
    flow(
        "Keywords first, then a summary with Claude in three sentences, and put the two together.",
        "input > keys > merge",
        "input > aisum > merge",
        aisum={"sentences": 3},
    ),
    flow(
        "I have interview transcripts. Clean each transcript, summarize it with gpt-4o in five "
        "sentences, and also find "
        "ten key terms using AI.",
        "input > clean > aisum",
        "clean > aikeys",
        aisum={"sentences": 5},
        aikeys={"limit": 10},
    ),
    flow(
        "If the abstract mentions 'survey' or 'questionnaire', extract keywords; otherwise don't do anything.",
        "input > test",
        "test.true > keys",
        test={
            "condition": {
                "match": "any",
                "conditions": [
                    {"field": "", "op": "contains", "value": "survey"},
                    {"field": "", "op": "contains", "value": "questionnaire"},
                ],
            }
        },
    ),
]

DESKS_GAPS = [
    flow(
        "Make a headline card: summarize the story in one sentence, get 3 keywords, then fill the "
        'template "{{ summary }} '
        '/ {{ keywords }}".',
        "input > sum > merge > write",
        "input > keys > merge",
        sum={"sentences": 1},
        keys={"limit": 3},
        write={"template": "{{ value.summary }} / {{ value.keywords }}"},
        unread=("Make a headline card",),
    ),
    flow(
        "cusotmer mails: remvoe quoted replies and mail addresses, sumarize in 1 sentence, tag as "
        "angry / neutral / happy",
        "input > clean > sum",
        "clean > tag",
        clean={"drop_quotes": True, "strip_emails": True},
        sum={"sentences": 1},
        tag=categories("angry", "neutral", "happy"),
    ),
    flow(
        "For my literature review: take an abstract, pull out the 8 most important terms, and condense it to two "
        "sentences. Don't clean it.",
        "input > keys",
        "input > sum",
        keys={"limit": 8},
        sum={"sentences": 2},
        unread=("Don't clean it",),
    ),
]
"""Not read as meant: a heading before what is done is no heading to the reader, but what it does not know."""
