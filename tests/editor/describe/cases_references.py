"""What words refer to: "the cleaned text", "what is left after ...", numbers that count something else; and changes."""

from __future__ import annotations

from tests.editor.describe.flows import FIRST, X, categories, flow

DRAWN = "clean -> summarize"
FIRST_AND_SUMMARY = [
    {"name": "title", "value": "{{ value.keywords | first }}"},
    {"name": "body", "value": "{{ value.summary }}"},
]
REFERENCES = [
    # ---- what something is done with ----------------------------------------------------------------------------
    flow(
        "Send to https://example.com/x what is left after you have first cleaned the text and then summarised it.",
        "input > clean > sum > send",
        send=X,
    ),
    flow("Extract keywords from the summary of the cleaned text.", "input > clean > sum > keys"),
    flow("Summarize the cleaned text.", "input > clean > sum"),
    flow(
        "First clean the text, find keywords and make a summary, both from the cleaned text. Then tag it as a or b.",
        "input > clean > keys",
        "clean > sum",
        "clean > tag",
        tag=categories("a", "b"),
    ),
    flow(
        "Summarize it, extract keywords and make an object with title = first keyword and body = summary.",
        "input > sum > merge > set",
        "input > keys > merge",
        set={"fields": FIRST_AND_SUMMARY},
    ),
    flow(
        "Summarize the text until it is shorter than 100 words.",
        "input > sum",
        unread=("until it is shorter than 100 words",),
    ),
    # ---- numbers that count something else ----------------------------------------------------------------------
    flow("Extract keywords from 3 articles.", "input > keys", keys={}, unread=("from 3",)),
    flow(
        "Extract the 7 most relevant keywords from 3 articles.",
        "input > keys",
        keys={"limit": 7},
        unread=("from 3",),
    ),
    # ---- wording ------------------------------------------------------------------------------------------------
    flow(
        "Clean the text, then in parallel summarize it and extract keywords.",
        "input > clean > sum",
        "clean > keys",
    ),
    flow(
        "I'd love it if you could tidy up the text and boil each one down to 5 sentences.",
        "input > clean > sum",
        sum={"sentences": 5},
    ),
    flow(
        "Clean it, hold it for an hour and a half, summarize, then wait 1h30m.",
        "input > clean > wait1 > sum > wait2",
        wait1={"seconds": 5400},
        wait2={"seconds": 5400},
    ),
    flow(
        "remove email addresses, links and quoted replies, then categorize as: work / private / newsletter",
        "input > clean > tag",
        clean={"strip_emails": True, "strip_urls": True, "drop_quotes": True},
        tag=categories("work", "private", "newsletter"),
    ),
    flow("Run this python: len(text.split())", "input > count", count={"code": "len(text.split())"}),
    flow(
        "Count the words with python and put the result into an output called word_count.",
        "input > count > out",
        count={"code": "len(value.split())"},
        out={"name": "word_count"},
    ),
    flow(
        "If the text contains 'big', output 'large', otherwise output 'small'.",
        "input > test",
        "test.true > write1",
        "test.false > write2",
        write1={"template": "large"},
        write2={"template": "small"},
    ),
    flow(
        "Tag as short or long. If short, leave it; if long, summarize it. Then bring both together and find keywords.",
        "input > tag > merge1 > switch",
        "input > merge1",
        "switch.short > take1 > merge2 > keys",
        "switch.long > take2 > sum > merge2",
        tag=categories("short", "long"),
        merge2=FIRST,
    ),
    flow(
        "Hello, how are you? Could you please help me?",
        unread=("Hello, how are you? Could you please help me?",),
        asks={("", "")},
    ),
    flow(
        "Clean it and POST name and email to https://example.com/x.",
        "input > clean > send",
        send=X,
        unread=("name",),
    ),
    flow(
        "Given a number, if it is greater than 10 output 'big', otherwise output 'small'.",
        "input.number > test",
        "test.true > write1",
        "test.false > write2",
        input={"fields": [{"name": "number", "type": "number"}]},
        write1={"template": "big"},
        write2={"template": "small"},
    ),
    flow(
        "Tell me whether it belongs to science, health or sport.",
        "input > tag",
        tag=categories("science", "health", "sport"),
    ),
    # ---- drawn already ------------------------------------------------------------------------------------------
    flow("Set the summary to 5 sentences.", "input > clean > sum", sum={"sentences": 5}, on=DRAWN),
]
