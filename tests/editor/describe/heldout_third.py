"""Forty sentences of many trades, kept apart: written from what the steps can do, and never tuned on.

They were written before the rules were cut down, and before any of them was read by the rules. Only the totals of the
set are looked at while the rules change. Where several graphs say the same thing equally well, all of them stand here
and any counts. What the reader cannot do is given by the words that must occur in what it reports.
"""

from __future__ import annotations

from typing import Any

from tests.editor.describe.cases import Case, categories, equals, post, wait
from tests.editor.describe.flows import BODY, TEXT
from tests.editor.describe.heldout_second import FIELDS, either, opposite, wordy


def joined(match: str, *conditions: dict[str, Any]) -> dict[str, Any]:
    """Give the config of an If that joins the conditions of several by `all` or `any`."""
    return {"condition": {"match": match, "conditions": [each["condition"] for each in conditions]}}


LETTER = "Summarise the discharge letter in four sentences and give me the ten most important terms."
ESSAYS = "Label each essay as narrative, persuasive or descriptive and pull out six keywords."
COPY = (
    "Clean up the agency copy, drop all links, shorten it to five sentences and PUT it to "
    "https://cms.example.com/drafts."
)
ESSAY_KINDS = categories("narrative", "persuasive", "descriptive")
PERFECT = equals("", "perfect", "contains")
PUT_COPY = {"method": "PUT", "url": "https://cms.example.com/drafts"}

HELD_OUT: tuple[tuple[Case, ...], ...] = (
    either(LETTER, ("input > sum", "input > keys"), sum={"sentences": 4}, keys={"limit": 10}),
    either(
        "Sort the patient's message into appointment, prescription or lab result. Prescriptions go to "
        "https://pharmacy.example.com/in, the rest to https://reception.example.com/in.",
        ("input > tag > test > send", "test.false > send2"),
        ("input > merge", "input > tag > merge > test2 > send", "test2.false > send2"),
        ("input > tag > switch", "switch.prescription > send", "switch.otherwise > send2"),
        (
            "input > merge",
            "input > tag > merge > switch",
            "switch.prescription > send",
            "switch.otherwise > send2",
        ),
        tag=categories("appointment", "prescription", "lab result"),
        merge=FIELDS,
        test=equals("", "prescription"),
        test2=equals("category", "prescription"),
        send=post("https://pharmacy.example.com/in"),
        send2=post("https://reception.example.com/in"),
    ),
    either(
        "If the field report mentions blight, notify https://coop.example.org/alerts straight away.",
        ("input > test > send",),
        test=equals("", "blight", "contains"),
        send=post("https://coop.example.org/alerts"),
    ),
    either(
        "Each morning at 6 get https://weather.example.com/forecast and boil it down to one sentence",
        ("get > take > sum",),
        unread=("Each morning",),
        get={"url": "https://weather.example.com/forecast"},
        take=BODY,
        sum={"sentences": 1},
    ),
    either(
        "Take the contract, strip out the HTML, then have the LLM list the termination clauses.",
        ("input > clean > ask",),
    ),
    either(
        "When the brief runs to more than 2000 words, cut it to eight sentences; otherwise return it as it is.",
        ("input > test > sum", "test.false > out"),
        ("input > test > sum > merge > out", "test.false > merge"),
        test=wordy(2001),
        sum={"sentences": 8},
    ),
    either(ESSAYS, ("input > tag", "input > keys"), tag=ESSAY_KINDS, keys={"limit": 6}),
    either(
        "Ask GPT to write a friendly note to the parents about the incident report, wait two hours, then send the "
        "note to https://school.example.edu/outbox",
        ("input > ask > wait > send",),
        wait=wait(7_200),
        send=post("https://school.example.edu/outbox"),
    ),
    either(
        "Guest reviews come in: decide if they're about the room, the food or the staff. Anything about food should "
        "be posted to https://kitchen.example.com/feedback.",
        ("input > tag > test > send",),
        ("input > merge", "input > tag > merge > test2 > send"),
        ("input > merge", "input > tag > merge > test2 > take > send"),
        tag=categories("room", "food", "staff"),
        merge=FIELDS,
        test=equals("", "food"),
        test2=equals("category", "food"),
        take=TEXT,
        send=post("https://kitchen.example.com/feedback"),
    ),
    either(
        "Send the review to https://desk.example.com/manager unless it says perfect",
        ("input > test", "test.false > send"),
        ("input > test2 > send",),
        test=PERFECT,
        test2=opposite(PERFECT),
        send=post("https://desk.example.com/manager"),
    ),
    either(
        "If the weight is over 30, post it to https://freight.example.com/heavy, else to "
        "https://freight.example.com/parcel",
        ("input > test > send", "test.false > send2"),
        test=equals("weight", 30, "greater"),
        send=post("https://freight.example.com/heavy"),
        send2=post("https://freight.example.com/parcel"),
    ),
    either(
        "Wait half an hour, then fetch https://track.example.com/shipments and tell me the five main topics",
        ("input > wait > get > take > keys",),
        wait=wait(1_800),
        get={"url": "https://track.example.com/shipments"},
        take=BODY,
        keys={"limit": 5},
    ),
    either(
        "Classify the donor's mail into pledge, question or cancellation. For cancellations have the LLM draft a "
        "kind reply.",
        ("input > merge", "input > tag > merge > test > take > ask"),
        ("input > merge", "input > tag > merge > test > ask"),
        tag=categories("pledge", "question", "cancellation"),
        merge=FIELDS,
        test=equals("category", "cancellation"),
        take=TEXT,
    ),
    either(
        'Sum the appeal up in 2 sentences, then write "Please read: {{ summary }}"',
        ("input > sum > write",),
        sum={"sentences": 2},
        write={"template": "Please read: {{ summary }}"},
    ),
    either(
        'An order comes in. Pull out the keywords, put them into "Bake today: {{ keywords }}" and push that to '
        "https://kitchen.example.com/board.",
        ("input > keys > write > send",),
        write={"template": "Bake today: {{ keywords }}"},
        send=post("https://kitchen.example.com/board"),
    ),
    either(
        "Post the order to https://kitchen.example.com/orders and run it off on the label printer",
        ("input > send",),
        unread=("label printer",),
        send=post("https://kitchen.example.com/orders"),
    ),
    either(
        COPY,
        ("input > clean > sum > send",),
        clean={"strip_urls": True},
        sum={"sentences": 5},
        send=PUT_COPY,
    ),
    either(
        "Wait 45 minutes before it is sent.",
        ("input > clean > sum > wait > send",),
        on=COPY,
        clean={"strip_urls": True},
        sum={"sentences": 5},
        wait=wait(2_700),
        send=PUT_COPY,
    ),
    either(
        "Check whether the ticket is a bug, a setup question or a billing matter. Bugs go to "
        "https://dev.example.com/bugs, billing matters to https://fin.example.com/inbox, and setup questions get an "
        "answer from the language model.",
        (
            "input > tag > switch",
            "switch.bug > send",
            "switch.billing_matter > send2",
            "switch.setup_question > ask",
        ),
        (
            "input > merge",
            "input > tag > merge > switch",
            "switch.bug > send",
            "switch.billing_matter > send2",
            "switch.setup_question > ask",
        ),
        (
            "input > merge",
            "input > tag > merge > switch",
            "switch.bug > send",
            "switch.billing_matter > send2",
            "switch.setup_question > take > ask",
        ),
        tag=categories("bug", "setup question", "billing matter"),
        merge=FIELDS,
        send=post("https://dev.example.com/bugs"),
        send2=post("https://fin.example.com/inbox"),
        take=TEXT,
    ),
    either(
        "If the log contains 'timeout' or 'refused', send it to https://pager.example.com/on-call.",
        ("input > test > send",),
        test=joined("any", equals("", "timeout", "contains"), equals("", "refused", "contains")),
        send=post("https://pager.example.com/on-call"),
    ),
    either(
        "From the catalogue entry extract 8 keywords, tag it as painting, sculpture or textile, and join both into "
        "one object.",
        ("input > keys > merge", "input > tag > merge"),
        keys={"limit": 8},
        tag=categories("painting", "sculpture", "textile"),
        merge=FIELDS,
    ),
    either(
        'Translate the wall text into Italian with a language model and return it as "italiano".',
        ("input > ask > out",),
        out={"name": "italiano"},
    ),
    either(
        'Turn the listing into a two-sentence summary, add "Viewing by appointment only." below it, and send it to '
        "https://homes.example.com/listings",
        ("input > sum > write > send",),
        sum={"sentences": 2},
        send=post("https://homes.example.com/listings"),
    ),
    either(
        "Listings shorter than 50 words are sent back to https://agents.example.com/incomplete; longer ones get "
        "tagged as flat, house or land.",
        ("input > test > tag", "test.false > send"),
        ("input > test2 > send", "test2.false > tag"),
        test=wordy(50),
        test2=opposite(wordy(50)),
        send=post("https://agents.example.com/incomplete"),
        tag=categories("flat", "house", "land"),
    ),
    either(
        "Get rid of signatures and quoted text in the claim mail. Give me 3 sentences. Post those to "
        "https://claims.example.com/notes",
        ("input > clean > sum > send",),
        clean={"drop_quotes": True},
        sum={"sentences": 3},
        send=post("https://claims.example.com/notes"),
    ),
    either(
        "Which genre is the blurb: crime, romance, fantasy or history? If it is fantasy, also pull out 10 keywords.",
        ("input > merge", "input > tag > merge > test > take > keys"),
        tag=categories("crime", "romance", "fantasy", "history"),
        merge=FIELDS,
        test=equals("category", "fantasy"),
        take=TEXT,
        keys={"limit": 10},
    ),
    either(
        "Set priority to high and team to nights, then post it to https://ward.example.com/tasks",
        ("input > set > send",),
        set={"fields": [{"name": "priority", "value": "high"}, {"name": "team", "value": "nights"}]},
        send=post("https://ward.example.com/tasks"),
    ),
    either("Count the characters of the message with Python", ("input > count",)),
    either(
        "Summarize the itinerary in 3 sentences and text it to the traveller by SMS",
        ("input > sum",),
        unread=("SMS",),
        sum={"sentences": 3},
    ),
    either("Clean the invoice and book it in SAP.", ("input > clean",), unread=("SAP",)),
    either("Record the phone call, then summarise the conversation.", ("input > sum",), unread=("Record",)),
    either(
        "Use an LLM to pull out 5 keywords from the speech and to sum it up in two sentences.",
        ("input > aikeys", "input > aisum"),
        aikeys={"limit": 5},
        aisum={"sentences": 2},
    ),
    either(
        "Post the label to https://grades.example.edu/essays",
        ("input > tag > send", "input > keys"),
        on=ESSAYS,
        tag=ESSAY_KINDS,
        keys={"limit": 6},
        send=post("https://grades.example.edu/essays"),
    ),
    either(
        "Clean the letter first.",
        ("input > clean > sum", "clean > keys"),
        on=LETTER,
        sum={"sentences": 4},
        keys={"limit": 10},
    ),
    either(
        "1) clean the booking request 2) find out if it is lunch, dinner or a private event 3) wait 10 minutes "
        "4) send the category to https://tables.example.com/bookings",
        ("input > clean > tag > wait > send",),
        tag=categories("lunch", "dinner", "private event"),
        wait=wait(600),
        send=post("https://tables.example.com/bookings"),
    ),
    either(
        "sumarize the reveiw in 2 sentances and clasify it as good, mixed or bad",
        ("input > sum", "input > tag"),
        sum={"sentences": 2},
        tag=categories("good", "mixed", "bad"),
    ),
    either(
        "We'd like every citizen letter to be cleaned, then classified as roads, parks or noise by an LLM, and the "
        "category returned.",
        ("input > clean > aitag > out",),
        aitag=categories("roads", "parks", "noise"),
    ),
    either(
        'The inspection note should be summarised, and if the summary contains "brakes", it should be posted to '
        "https://garage.example.com/urgent.",
        ("input > sum > test > send",),
        test=equals("", "brakes", "contains"),
        send=post("https://garage.example.com/urgent"),
    ),
    either(
        "DELETE https://shop.example.com/carts/12 after a day",
        ("input > wait > send",),
        wait=wait(86_400),
        send={"method": "DELETE", "url": "https://shop.example.com/carts/12"},
    ),
    either(
        'Only if the meter note contains "leak" and has more than 20 words, ask the AI for advice and send the advice '
        "to https://field.example.com/crew",
        ("input > test > ask > send",),
        test=joined("all", equals("", "leak", "contains"), {"condition": wordy(21)["condition"]}),
        send=post("https://field.example.com/crew"),
    ),
)
