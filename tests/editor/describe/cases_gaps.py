"""Development sentences that are not read as meant any more: the readers they needed earned nothing elsewhere.

Each stays where it was, with the graph that is meant. What is lost of it is reported, and nothing else is drawn
instead. A sentence that is read again leaves this list.
"""

NOT_READ: tuple[str, ...] = (
    "Clean the text, and unless it is empty, summarize it",
    "If it is tech, wait an hour. The categories are tech, science and arts.",
    "Route it by category: sports, politics",
    "remove the clean step",
    "make the summary 5 sentences",
    "remove links too",
    (
        "Of every incoming mail a summary is to be made, and the summary is to be forwarded to "
        "https://example.com/x."
    ),
    "Links and signatures should be removed before the mail gets summarized.",
    "To https://example.com/x I want the summary sent.",
    (
        "Good morning! We receive long reports all the time and would be grateful for a workflow that "
        "cleans them, shortens them to 5 sentences and finally sends the summary to "
        "https://example.com/x. Thank you so much!"
    ),
    "It would be great to see what the text is about in two sentences.",
    "I wonder whether you could shorten this article for me.",
    "Summarize the text, wait a quarter of an hour, and only then send it to https://example.com/x.",
    "Ten minutes after the mail has come in, send it to https://example.com/x.",
    "The page at https://example.com/x should be downloaded and its keywords extracted.",
    "Post the keywords, not the summary, to https://example.com/x.",
    "The summary should be sent to https://example.com/x as well.",
    "I don't need the summary any more.",
    "Please take the cleaning out again.",
    "Could the summary be two sentences instead?",
    "Between cleaning and summarizing, wait 5 minutes.",
    "Replace the summary with keywords.",
    (
        "Label it red, green or blue. If it's red, send it to https://example.com/x. If it's green, send "
        "it to https://example.com/y. In all other cases wait ten seconds."
    ),
    (
        "Mails that are about billing should be sent to https://example.com/x, all the others to "
        "https://example.com/y."
    ),
    "Short texts (under 40 words) go to https://example.com/x, longer ones are summarized.",
    "Texts with more than 80 words should be summarized.",
    "Summarize the text, except if it is empty.",
    (
        "Is the mail an offer, a bill or a reminder? Bills should go to https://example.com/x and "
        "reminders should go to https://example.com/y."
    ),
    (
        "Route by category: sports to https://example.com/x, tech to https://example.com/y, everything "
        "else to https://example.com/z"
    ),
    (
        "Depending on the category (cat, dog or bird), send cats to https://example.com/x, dogs to "
        "https://example.com/y and birds to https://example.com/z."
    ),
    (
        "If the article is about football, send it to https://example.com/x; if it is about tennis, send "
        "it to https://example.com/y; if it is about neither, wait one hour."
    ),
    ("Anything tagged as spam is to be posted to https://example.com/x, everything else gets summarized."),
    (
        "Long texts (more than 500 words) should be shortened to five sentences; the others should be "
        "left alone."
    ),
    (
        "If it's urgent, send it to https://example.com/x, but if it's not, wait 3 hours and send it to "
        "https://example.com/y."
    ),
    'Only texts that contain "agenda" are to be summarized.',
    'Send mails containing "bill" to https://example.com/x.',
    "Summarize articles that are about science and send the summary to https://example.com/x.",
    "All HTML and all links must be stripped from the page text first.",
    "A category (sales, support, spam) should be assigned to every message.",
    ("Let's have the report cleaned, condensed and its key phrases listed, if that's not too much trouble."),
    "In two sentences, tell me what this is about.",
    "Not more than six keywords, and no summary.",
    "Three branches: sports -> summary, politics -> keywords, rest -> https://example.com/x",
    (
        "As a journalist I want to paste my article so that I get a summary and a category out of "
        "politics, culture and sports."
    ),
    (
        "I paste a review, you tell me whether it's positive or negative, and if it's negative you send "
        "it to https://example.com/x"
    ),
    (
        "Can you make it so that when I paste a text, it's cleaned, and then its keywords and its "
        "summary are put together and posted to https://example.com/x?"
    ),
    "Change the summary to four sentences.",
    "Run it twice a day and summarize the text.",
    (
        "Every complaint goes to https://example.com/x; every order goes to https://example.com/y; the "
        "remaining ones are summarized."
    ),
    "tag as invoice or complaint. if complaint: summarize it",
    "Tag as order or review. If review, summarize it.",
    "Tag as a or b. If a, summarize it.",
    (
        "- clean up text\n- tag as invoice, complaint, question\n- if complaint: POST to "
        "https://example.com/x\n- otherwise summarize it"
    ),
    "Summarize the text twice: once in one sentence and once in five sentences.",
    "Extract keywords once with 5 and once with 10 keywords.",
    "if length > 500 words then summarize else output it",
    "If there are more than 5 keywords, send them to https://example.com/x.",
    "If the number of words is at least 300, summarize it.",
    "Tag as a or b. If a, leave it. Otherwise clean it. Then summarize.",
    "Ask for a title and a text, summarize the text and send it to https://example.com/y.",
    "Extract keywords from the summary of the cleaned text.",
    "Summarize the cleaned text.",
    (
        "First clean the text, find keywords and make a summary, both from the cleaned text. Then tag it "
        "as a or b."
    ),
    "Clean it, hold it for an hour and a half, summarize, then wait 1h30m.",
    "Run this python: len(text.split())",
    (
        "Tag as short or long. If short, leave it; if long, summarize it. Then bring both together and "
        "find keywords."
    ),
    "Clean it and POST name and email to https://example.com/x.",
    "Given a number, if it is greater than 10 output 'big', otherwise output 'small'.",
    "Tell me whether it belongs to science, health or sport.",
    "Set the summary to 5 sentences.",
    (
        "Articles longer than 800 words: shorten to five sentences. Anything else: just pass it on to "
        "https://example.com/x."
    ),
    (
        "breaking news goes straight to https://example.com/x, features wait 3 hours first, then go to "
        "https://example.com/y. categories: breaking news, feature"
    ),
    (
        'Any email with the word "cancel" in it should be forwarded to https://example.com/x right away; '
        "the rest can simply be summarised."
    ),
    (
        "Get https://example.com/x and https://example.com/y, join the two pages and extract 12 keywords "
        "from the result."
    ),
    "Keywords first, then a summary with Claude in three sentences, and put the two together.",
    (
        "I have interview transcripts. Clean each transcript, summarize it with gpt-4o in five "
        "sentences, and also find ten key terms using AI."
    ),
    "run python: value.upper(), then send the result to https://example.com/x",
    "commit message in -> tag: fix | feature | chore -> if fix: POST https://example.com/x",
    (
        'if the log line contains "ERROR" then post it to https://example.com/x else if it contains '
        '"WARN" post it to https://example.com/y'
    ),
    "Incident report comes in. Wait 15 min. Summarize it. Ship the summary to https://example.com/x.",
    (
        "Send the text to https://example.com/x, then 30 seconds later to https://example.com/y, and "
        "restart the server."
    ),
    (
        "We'd like every testimonial to be cleaned and, provided it has at least 20 words, summarised in "
        "a single sentence."
    ),
    "Ask for the pupil's essay, count its words and output the number as length.",
    "Ask GPT for three quiz questions about the text and send them to https://example.com/x",
    "Give me 6 keywords from the text after links and e-mail addresses have been taken out of it.",
    (
        "Put the keywords and the category into an object: words = keywords, kind = category. Categories "
        "are a, b and c. Then send the object to https://example.com/x."
    ),
    "Tag as a or b. If a, send the summary to https://example.com/x.",
)
