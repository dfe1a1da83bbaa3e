"""Thirty descriptions written before a round of work on the rules and not used in it: a check on how general it was.

They were first read before that round and again after it; both figures are in docs/explanation/describe.md.
"""

from __future__ import annotations

from tests.editor.describe.flows import (
    BODY,
    SUMMARY,
    TEXT,
    X,
    Y,
    categories,
    equals,
    flow,
    ways,
    words_at_least,
)

DRAWN = "clean -> summarize"
APART = [
    flow(
        "The article should be cleaned and then summarized in three sentences.",
        "input > clean > sum",
        sum={"sentences": 3},
    ),
    flow("From the article I want three keywords.", "input > keys", keys={"limit": 3}),
    flow(
        "I'd like a two-sentence summary of the report, please, and five keywords.",
        "input > sum",
        "input > keys",
        sum={"sentences": 2},
        keys={"limit": 5},
    ),
    flow(
        "Dear all, would it be possible to have incoming complaints cleaned up, boiled down to one sentence and then "
        "forwarded to https://example.com/x? Many thanks in advance!",
        "input > clean > sum > send",
        sum={"sentences": 1},
        send=X,
    ),
    flow(
        "- clean\n- 4 keywords\n- summary: 2 sentences\n- send both to https://example.com/x",
        "input > clean > keys > merge > send",
        "clean > sum > merge",
        keys={"limit": 4},
        sum={"sentences": 2},
        send=X,
    ),
    flow("Text in, cleaned text out.", "input > clean > out"),
    flow(
        "Step 1: remove links. Step 2: tag as urgent or routine. Step 3: if urgent, send to https://example.com/x.",
        "input > clean > tag > test",
        "test.true > send",
        clean={"strip_urls": True},
        tag=categories("urgent", "routine"),
        send=X,
    ),
    flow(
        'If the message mentions "password", forward it to https://example.com/x, otherwise just summarize it.',
        "input > test",
        "test.true > send",
        "test.false > sum",
        test=equals("", "password", "contains"),
        send=X,
    ),
    flow(
        "Tag each review as good, bad or mixed: good ones go to https://example.com/x, bad ones to "
        "https://example.com/y, the rest wait for 2 hours.",
        "input > tag > switch",
        "switch.good > send1",
        "switch.bad > send2",
        "switch.otherwise > wait",
        tag=categories("good", "bad", "mixed"),
        switch=ways("good", "bad"),
        send1=X,
        send2=Y,
        wait={"seconds": 7200},
    ),
    flow(
        "Classify the ticket as bug, feature or question. For bugs, extract keywords; for features, summarize it; "
        "otherwise send it to https://example.com/x.",
        "input > tag > merge > switch",
        "input > merge",
        "switch.bug > take1 > keys",
        "switch.feature > take2 > sum",
        "switch.otherwise > send",
        tag=categories("bug", "feature", "question"),
        take1=TEXT,
        take2=TEXT,
        send=X,
    ),
    flow(
        "Unless the text is shorter than 50 words, summarize it.",
        "input > test",
        "test.false > sum",
        test={"condition": {"match": "not", "conditions": [words_at_least(50)]}},
    ),
    flow(
        "Send the summary to https://example.com/x except when the topic is politics.",
        "input > sum > merge > test",
        "input > tag > merge",
        "test.false > take > send",
        tag=categories("politics"),
        take=SUMMARY,
        send=X,
    ),
    flow("Keywords (10), please - but clean the thing first!", "input > clean > keys", keys={"limit": 10}),
    flow(
        "pls sumarize teh articel in 2 sentances n extract keywrods",
        "input > sum",
        "input > keys",
        sum={"sentences": 2},
    ),
    flow(
        "Have the text translated into Spanish by the model and return the translation.", "input > ask > out"
    ),
    flow("summarize the text and save it as a PDF", "input > sum", unread=("save it as a PDF",)),
    flow(
        "Clean the text, summarize it aloud, and extract keywords",
        "input > clean > sum",
        "clean > keys",
        unread=("aloud",),
    ),
    flow(
        "Every hour tag the mail as private or work and send the work ones to https://example.com/x.",
        "input > tag > test",
        "test.true > send",
        tag=categories("private", "work"),
        unread=("Every hour",),
        test=equals("", "work"),
        send=X,
    ),
    flow(
        "Two keywords and a one-sentence summary should be extracted from the article and posted to "
        "https://example.com/x",
        "input > keys > merge > send",
        "input > sum > merge",
        keys={"limit": 2},
        sum={"sentences": 1},
        send=X,
    ),
    flow(
        "Once the mail has been cleaned, it is to be classified as spam or ham; spam is sent to "
        "https://example.com/x.",
        "input > clean > tag > test",
        "test.true > send",
        tag=categories("spam", "ham"),
        test=equals("", "spam"),
        send=X,
    ),
    flow(
        "Please fetch www.example.com/news, take out the links and give me the gist.",
        "get > take > clean > sum",
        get={"method": "GET", "url": "https://www.example.com/news"},
        take=BODY,
        clean={"strip_urls": True},
    ),
    flow(
        "After five minutes, post the text to https://example.com/x",
        "input > wait > send",
        wait={"seconds": 300},
        send=X,
    ),
    flow("drop the summary, I only want keywords", "input > clean > keys", on=DRAWN),
    flow("the summary should have just one sentence", "input > clean > sum", sum={"sentences": 1}, on=DRAWN),
    flow(
        "please wait a minute between cleaning and summarizing",
        "input > clean > wait > sum",
        wait={"seconds": 60},
        on=DRAWN,
    ),
    flow("Summarize the text politely in French", "input > sum", unread=("politely in French",)),
    flow(
        'If it is about sports and mentions "Olympics", summarize it; if not, do nothing.',
        "input > tag > merge > test",
        "input > merge",
        "test.true > take > sum",
        tag=categories("sports"),
        take=TEXT,
    ),
    flow(
        "I want to know: is this mail angry, happy or neutral? Angry ones go to https://example.com/x straight away.",
        "input > tag > test",
        "test.true > send",
        tag=categories("angry", "happy", "neutral"),
        test=equals("", "angry"),
        send=X,
    ),
    flow(
        "keywords + summary -> https://example.com/x",
        "input > keys > merge > send",
        "input > sum > merge",
        send=X,
    ),
    flow(
        "Whatever comes in gets cleaned; its category (news, opinion, ad) decides: news -> https://example.com/x, "
        "opinion -> https://example.com/y.",
        "input > clean > tag > switch",
        "switch.news > send1",
        "switch.opinion > send2",
        tag=categories("news", "opinion", "ad"),
        switch=ways("news", "opinion"),
        send1=X,
        send2=Y,
    ),
]
