"""The tagger sees as far as its direction allows, is blind to padding, and knows unknown words by their spelling."""

import numpy as np
import pytest
import torch

from rnncourse.batching import IGNORE
from rnncourse.models.packing import reverse_within_lengths
from rnncourse.models.tagger import DIRECTIONS, Lexicon, Tagger, spelling
from rnncourse.training import fit

SENTENCES = [
    [("The", "DET"), ("dog", "NOUN"), ("barks", "VERB"), (".", "PUNCT")],
    [("Dogs", "NOUN"), ("walk", "VERB")],
    [("The", "DET"), ("walk", "NOUN"), ("ended", "VERB"), ("well", "ADV"), (".", "PUNCT")],
]
LEXICON = Lexicon(SENTENCES, min_count=1)


def make(direction="both", **options):
    torch.manual_seed(0)
    return Tagger(LEXICON, direction=direction, embedding_size=6, hidden_size=5, **options)


def scores_of(model, sentences):
    return model.eval()(*LEXICON.batch(sentences)[:3])


def test_a_lexicon_numbers_what_it_has_seen():
    assert set(LEXICON.tags.tokens) == {"DET", "NOUN", "VERB", "PUNCT", "ADV"}
    assert LEXICON.words.tokens[0] == "<unk>" and "the" in LEXICON.words.ids and "The" not in LEXICON.words.ids
    rare = Lexicon(SENTENCES, min_count=2)
    assert set(rare.words.tokens) == {"<unk>", "the", "walk", "."}


def test_a_batch_holds_ids_and_ignores_padding_and_tags_never_seen():
    other = [("Xyzzy", "NEW"), ("walk", "VERB"), (".", "PUNCT")]
    words, spellings, lengths, tags = LEXICON.batch([SENTENCES[1], other])
    assert words.shape == (3, 2) and spellings.shape == (3, 2, 7) and lengths.tolist() == [2, 3]
    assert words[0, 1] == 0 and words[1, 0] == words[1, 1] == LEXICON.words.ids["walk"]
    assert tags[2, 0] == IGNORE and tags[0, 1] == IGNORE and tags[0, 0] == LEXICON.tags.ids["NOUN"]


def test_spelling_is_seven_strings_that_cannot_be_confused():
    assert spelling("Re-runs") == ["-s", "-ns", "-uns", "r-", "re-", "re--", "Aa-a"]
    assert spelling("1984") == ["-4", "-84", "-984", "1-", "19-", "198-", "0"]
    assert len(spelling("a")) == 7


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_word_is_tagged_by_what_its_direction_lets_it_see(direction):
    model = make(direction)
    words, spellings, lengths, _ = LEXICON.batch(SENTENCES[:1])
    changes = {}
    before = model.eval()(words, spellings, lengths)
    for t in range(4):
        other = words.clone()
        other[t] = LEXICON.words.ids["well"]
        changes[t] = ((model(other, spellings, lengths) - before).abs().sum(dim=(1, 2)) > 0).tolist()
    seen = {t: [u for u in range(4) if changes[t][u]] for t in range(4)}
    expected = {"forward": lambda t: range(t, 4), "backward": lambda t: range(t + 1), "both": lambda t: range(4)}
    assert seen == {t: list(expected[direction](t)) for t in range(4)}


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("layers", [1, 2])
def test_padding_changes_nothing(direction, layers):
    model = make(direction, layers=layers)
    together = scores_of(model, SENTENCES)
    for b, sentence in enumerate(SENTENCES):
        torch.testing.assert_close(scores_of(model, [sentence])[:, 0], together[: len(sentence), b], atol=1e-6, rtol=0)


def test_both_directions_have_the_lstms_of_one_twice():
    count = {d: sum(p.numel() for p in make(d).lstm.parameters()) for d in DIRECTIONS}
    assert count["both"] == 2 * count["forward"] == 2 * count["backward"]


def test_each_sequence_is_reversed_within_its_length():
    x = torch.arange(8.0).reshape(4, 2, 1)
    got = reverse_within_lengths(x, torch.tensor([4, 2]))[:, :, 0]
    assert got[:, 0].tolist() == [6, 4, 2, 0] and got[:, 1].tolist() == [3, 1, 5, 7]


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_it_learns_its_sentences_by_heart(direction):
    model = make(direction, dropout=0.0, word_dropout=0.0)
    batch = LEXICON.batch(SENTENCES[:2])
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    fit(model, [batch], optimizer=optimizer, epochs=30, bar=False)
    np.testing.assert_array_equal(model.predict(batch), batch.tags)


def test_an_unknown_word_is_told_from_another_by_its_spelling():
    scores = scores_of(make(), [[("Glorp", "NOUN")], [("glorped", "NOUN")]])
    assert not torch.allclose(scores[0, 0], scores[0, 1])


def test_word_dropout_shows_words_as_unknown_in_training_alone():
    model = make(dropout=0.0, word_dropout=1.0)
    words, spellings, lengths, _ = LEXICON.batch(SENTENCES)
    unknown = torch.zeros_like(words)
    torch.testing.assert_close(model.train()(words, spellings, lengths), model(unknown, spellings, lengths))
    assert not torch.allclose(model.eval()(words, spellings, lengths), model(unknown, spellings, lengths))


def test_the_loss_is_the_mean_over_the_words():
    model = make().eval()
    words, spellings, lengths, tags = LEXICON.batch(SENTENCES)
    log_probs = model(words, spellings, lengths).log_softmax(dim=2).detach().numpy()
    picked = [log_probs[t, b, tags[t, b]] for b, n in enumerate(lengths) for t in range(n)]
    assert model.loss(LEXICON.batch(SENTENCES)).item() == pytest.approx(-np.mean(picked), rel=1e-5)


def mixed(sentences, others):
    """Words and lengths of some sentences, with the spellings of others."""
    batch = LEXICON.batch(sentences)
    return batch.words, LEXICON.batch([SENTENCES[2], others[0]]).spellings, batch.lengths


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: make("sideways"), "direction: expected one of .*, got 'sideways'"),
        (lambda: make()(*LEXICON.batch(SENTENCES)[1:]), r"words: expected \(T, B\), got \(5, 3, 7\)"),
        (lambda: make()(*mixed(SENTENCES, SENTENCES[:2])), r"spellings: expected \(5, 3, F\), got \(5, 2, 7\)"),
        (lambda: Lexicon([]), "sentences: expected at least one sentence"),
        (lambda: LEXICON.batch([[]]), r"sentences\[0\]: expected at least one word"),
    ],
)
def test_a_wrong_argument_is_named_with_what_came(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()
