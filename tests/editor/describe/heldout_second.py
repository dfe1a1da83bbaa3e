"""More sentences kept apart: made before the rules were worked on a second time, and never tuned on.

Where several graphs say the same thing equally well (values
merged before a step that takes many or given to it straight, `unless` as the other way out or as the opposite
question), all of them stand here and any counts. What the reader cannot do is given by the words that must occur
in what it reports.
"""

from __future__ import annotations

from typing import Any

from tests.editor.describe.cases import Case, categories, equals, post, wait
from tests.editor.describe.flows import BODY, FIRST, TEXT, flow, words_at_least

FIELDS = {"mode": "fields"}


def either(
    sentence: str,
    *graphs: tuple[str, ...],
    unread: tuple[str, ...] = (),
    on: str | None = None,
    **settings: dict[str, Any],
) -> tuple[Case, ...]:
    """Give one case for each graph that counts; a graph takes the settings of the steps it has."""
    cases: list[Case] = []
    for chains in graphs:
        steps = {step.strip().partition(".")[0] for chain in chains for step in chain.split(">")}
        own = {step: config for step, config in settings.items() if step in steps}
        cases.append(flow(sentence, *chains, unread=unread, asks=None, on=on, **own))
    return tuple(cases)


def opposite(condition: dict[str, Any]) -> dict[str, Any]:
    """Give the config of an If that holds where the given one does not."""
    return {"condition": {"match": "not", "conditions": [condition["condition"]]}}


def wordy(count: int) -> dict[str, Any]:
    """Give the config of an If that asks whether a text has so many words or more."""
    return {"condition": words_at_least(count)}


WIRE = (
    "Clean up the wire story, cut it to 3 sentences, pull 7 keywords from the story and file it under politics, "
    "business or culture."
)
WIRE_GRAPH = ("input > clean > sum", "clean > keys", "clean > tag")
WIRE_TOPICS = categories("politics", "business", "culture")
GIST = "gimme the gist in one sentence"
EMBARGO = equals("", "embargo", "contains")

HELD_OUT: tuple[tuple[Case, ...], ...] = (
    either(WIRE, WIRE_GRAPH, sum={"sentences": 3}, keys={"limit": 7}, tag=WIRE_TOPICS),
    either(
        "Hey! We get loads of customer mails. Could you figure out whether each one is a complaint, a question or a "
        "compliment, and if it's a complaint just post it to https://crm.example.com/complaints? Thanks a lot!",
        ("input > tag > test > send",),
        ("input > merge", "input > tag > merge > test2 > send"),
        ("input > merge", "input > tag > merge > test2 > take > send"),
        tag=categories("complaint", "question", "compliment"),
        merge=FIELDS,
        test=equals("", "complaint"),
        test2=equals("category", "complaint"),
        take=TEXT,
        send=post("https://crm.example.com/complaints"),
    ),
    either(
        "claen teh article, extarct 5 keywrods and post tehm to https://api.example.org/tags",
        ("input > clean > keys > send",),
        keys={"limit": 5},
        send=post("https://api.example.org/tags"),
    ),
    either(
        "The letter is to be stripped of HTML and condensed to two sentences, and the summary is to be given back "
        'under the name "digest".',
        ("input > clean > sum > out",),
        sum={"sentences": 2},
        out={"name": "digest"},
    ),
    either(
        "1. Fetch https://news.example.com/latest\n"
        "2. Strip the HTML\n"
        "3. Summarize in 4 sentences\n"
        "4. Send the summary to https://desk.example.com/brief",
        ("get > take > clean > sum > send",),
        get={"url": "https://news.example.com/latest"},
        take=BODY,
        sum={"sentences": 4},
        send=post("https://desk.example.com/brief"),
    ),
    either(
        "Post the answer to https://bot.example.com/reply once GPT-4o has translated the cleaned-up text into French.",
        ("input > clean > ask > send",),
        send=post("https://bot.example.com/reply"),
    ),
    either(
        "If the text is longer than 300 words, summarize it in 5 sentences; otherwise just pull out the keywords.",
        ("input > test > sum", "test.false > keys"),
        test=wordy(301),
        sum={"sentences": 5},
    ),
    either(
        "Texts with more than 150 words get shortened to two sentences first; in any case send the result to "
        "https://feed.example.net/items",
        ("input > test > sum > merge > send", "test.false > merge"),
        ("input > test > sum > send", "test.false > send"),
        test=wordy(151),
        sum={"sentences": 2},
        merge=FIRST,
        send=post("https://feed.example.net/items"),
    ),
    either(
        "Unless the text mentions the word embargo, post it to https://wire.example.com/publish.",
        ("input > test", "test.false > send"),
        ("input > test2 > send",),
        test=EMBARGO,
        test2=opposite(EMBARGO),
        send=post("https://wire.example.com/publish"),
    ),
    either(
        "Don't summarize anything. I only want the text cleaned and then 12 keywords.",
        ("input > clean > keys",),
        keys={"limit": 12},
    ),
    either(
        "Run a bit of Python that counts the words of the text and put the result into "
        '"Word count: {{ result }}".',
        ("input > count > write",),
        write={"template": "Word count: {{ result }}"},
    ),
    either(
        "Clasify the ticket as hardware, software, network or access. Hardware tickets go to "
        "https://it.example.com/hw, software to https://it.example.com/sw and anything else to "
        "https://it.example.com/misc.",
        (
            "input > tag > switch",
            "switch.hardware > send",
            "switch.software > send2",
            "switch.otherwise > send3",
        ),
        (
            "input > merge",
            "input > tag > merge > switch",
            "switch.hardware > send",
            "switch.software > send2",
            "switch.otherwise > send3",
        ),
        tag=categories("hardware", "software", "network", "access"),
        merge=FIELDS,
        send=post("https://it.example.com/hw"),
        send2=post("https://it.example.com/sw"),
        send3=post("https://it.example.com/misc"),
    ),
    either(
        "Hold the message back for 3 days, then POST it to https://hr.example.com/notes",
        ("input > wait > send",),
        wait=wait(259_200),
        send=post("https://hr.example.com/notes"),
    ),
    either(
        'I need a line like "{{ category }}: {{ summary }}" for our channel: summarise the text in one sentence, tag '
        "the text as incident, change or info, and fill both in.",
        ("input > sum > merge > write", "input > tag > merge"),
        ("input > sum > write", "input > tag > write"),
        sum={"sentences": 1},
        tag=categories("incident", "change", "info"),
        merge=FIELDS,
        write={"template": "{{ category }}: {{ summary }}"},
    ),
    either(
        "Let Mistral sum up the paper in 5 sentences, and have gpt-4o-mini classify the paper as physics, biology or "
        "chemistry.",
        ("input > aisum", "input > aitag"),
        aisum={"sentences": 5},
        aitag=categories("physics", "biology", "chemistry"),
    ),
    either(
        'Grab https://status.example.com/feed, and if the page contains "outage", send it to '
        "https://pager.example.com/alert",
        ("get > take > test > send",),
        ("get > test2 > send",),
        get={"url": "https://status.example.com/feed"},
        take=BODY,
        test=equals("", "outage", "contains"),
        test2=equals("body", "outage", "contains"),
        send=post("https://pager.example.com/alert"),
    ),
    either("I paste an abstract, you give me 15 keywords.", ("input > keys",), keys={"limit": 15}),
    either(
        "Summarise the minutes of the meeting in 3 sentences and e-mail the summary to anna@example.org",
        ("input > sum",),
        sum={"sentences": 3},
        unread=("e-mail",),
    ),
    either(
        "Every night at 2 am fetch https://shop.example.com/prices and extract the keywords",
        ("get > take > keys",),
        get={"url": "https://shop.example.com/prices"},
        take=BODY,
        unread=("Every night",),
    ),
    either(
        "Clean the chat log, find its keywords and save them in our Google Sheet",
        ("input > clean > keys",),
        unread=("Google Sheet",),
    ),
    either(
        "Transcribe the podcast recording and then summarise it in 6 sentences.",
        ("input > sum",),
        sum={"sentences": 6},
        unread=("Transcribe",),
    ),
    either(GIST, ("input > sum",), sum={"sentences": 1}),
    either(
        "wait 20 minutes after the summary, then post it to https://chat.example.com/room",
        ("input > sum > wait > send",),
        on=GIST,
        sum={"sentences": 1},
        wait=wait(1_200),
        send=post("https://chat.example.com/room"),
    ),
    either(
        "Also send the category to https://desk.example.com/topics",
        (*WIRE_GRAPH, "tag > send"),
        on=WIRE,
        sum={"sentences": 3},
        keys={"limit": 7},
        tag=WIRE_TOPICS,
        send=post("https://desk.example.com/topics"),
    ),
    either(
        "log line comes in. contains ERROR -> POST it to https://ops.example.com/page. doesn't -> do nothing",
        ("input > test > send",),
        test=equals("", "ERROR", "contains"),
        send=post("https://ops.example.com/page"),
    ),
    either(
        "Drop the quoted replies and signatures from the mail, then classify what's left as refund, delivery or "
        "account",
        ("input > clean > tag",),
        clean={"drop_quotes": True},
        tag=categories("refund", "delivery", "account"),
    ),
    either(
        "PATCH https://api.example.com/docs/7 with the summary of the text",
        ("input > sum > send",),
        send={"method": "PATCH", "url": "https://api.example.com/docs/7"},
    ),
    either(
        "1) lower-case the text with a bit of pyhton code 2) tag it as legal, medical or technical 3) send the tag "
        "to https://lab.example.org/labels",
        ("input > count > tag > send",),
        tag=categories("legal", "medical", "technical"),
        send=post("https://lab.example.org/labels"),
    ),
    either(
        "Okay, here's the thing: our readers send in letters. First tidy up the letter, after that decide whether "
        "it's praise, criticism or a correction. For corrections, wait an hour and then send everything to "
        "https://paper.example.com/corrections; for all others make a two-sentence summary of the letter.",
        ("input > clean > merge", "clean > tag > merge > test > wait > send", "test.false > take > sum"),
        (
            "input > clean > merge",
            "clean > tag > merge > switch",
            "switch.correction > wait > send",
            "switch.otherwise > take > sum",
        ),
        tag=categories("praise", "criticism", "correction"),
        merge=FIELDS,
        test=equals("category", "correction"),
        wait=wait(3_600),
        send=post("https://paper.example.com/corrections"),
        take=TEXT,
        sum={"sentences": 2},
    ),
    either(
        'Only when the text starts with "Dear", let an LLM draft a reply to it',
        ("input > test > ask",),
        test=equals("", "Dear", "starts_with"),
    ),
    either(
        'Extract 4 hashtags, then write "Trending now: {{ keywords }}" and send that to '
        "https://social.example.com/post",
        ("input > keys > write > send",),
        keys={"limit": 4},
        write={"template": "Trending now: {{ keywords }}"},
        send=post("https://social.example.com/post"),
    ),
    either(
        "If there are fewer than 40 words in the comment, drop it; otherwise tag it as spam or genuine",
        ("input > test > tag",),
        ("input > test2", "test2.false > tag"),
        test=wordy(40),
        test2=opposite(wordy(40)),
        tag=categories("spam", "genuine"),
    ),
)
