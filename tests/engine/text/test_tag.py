from engine.text.tag import Category, tag

SEA = Category("Seafaring", ("ship", "harbour"))
BREAD = Category("Bread and pastry", (), ("Knead the dough and let it rise overnight.",))
NOISE = Category("Noise complaints", ("loud",))
ALL = [SEA, BREAD, NOISE]


def chosen(text: str, categories: list[Category] = ALL, least: float = 0.4) -> str | None:
    return tag(text, categories, least).category


def test_the_words_given_decide_in_any_form() -> None:
    assert chosen("Two ships lay in the harbour all night.") == "Seafaring"
    assert chosen("The neighbours' noise was too loud to sleep, so we complained.") == "Noise complaints"


def test_an_example_counts_by_the_words_it_shares() -> None:
    assert (
        chosen("I kneaded the dough, but it did not rise overnight and the pastry was flat.")
        == "Bread and pastry"
    )
    assert chosen("We stayed overnight.") is None


def test_a_name_that_joins_two_things_stands_for_both() -> None:
    assert tag("Fresh pastry daily.", ALL, 0.4).scores["Bread and pastry"] > 0.3


def test_compounds_and_their_parts_belong_together() -> None:
    camp = [Category("Camping"), Category("Sailing")]
    assert chosen("The campsite was full. We tried the next campsite.", camp) == "Camping"
    assert tag("A portrait of importance.", [Category("Port")], 0.4).score == 0


def test_a_clipped_word_stands_for_the_full_one() -> None:
    assert (
        chosen("New battery technology reached the market.", [Category("tech"), Category("politics")])
        == "tech"
    )


def test_nothing_known_is_no_match_and_not_a_guess() -> None:
    result = tag("The committee postponed the chess final.", ALL, 0.4)
    assert result.category is None
    assert result.score == 0
    assert result.scores == {"Seafaring": 0, "Bread and pastry": 0, "Noise complaints": 0}


def test_two_level_categories_are_no_match() -> None:
    assert chosen("A ship with sails.", [Category("One", ("ship",)), Category("Two", ("sails",))]) is None


def test_the_least_confidence_is_the_callers() -> None:
    text = "A ship."
    score = tag(text, ALL, 0.0).score
    assert 0 < score < 1
    assert chosen(text, least=score) == "Seafaring"
    assert chosen(text, least=min(1.0, score + 0.01)) is None
    assert chosen("Nothing here.", least=0.0) is None


def test_one_hit_in_a_long_text_says_less_than_in_a_short_one() -> None:
    long = "The committee talked about chess, music and gardens. " * 200
    assert tag(long + " A ship.", ALL, 0.4).score < tag("A ship.", ALL, 0.4).score


def test_no_categories_twice_the_same_and_empty_names_are_borne() -> None:
    assert tag("text", [], 0.4).scores == {}
    assert tag("A ship and a harbour.", [SEA, SEA], 0.4).category == "Seafaring"
    assert tag("A ship.", [Category(""), Category("🙂", ("", " "), ("",))], 0.4).category is None


def test_the_method_is_named() -> None:
    assert "no model" in tag("text", ALL, 0.4).method
