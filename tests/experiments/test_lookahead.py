"""A tagger that sees k words ahead sees k, no more and no less."""

import numpy as np
import pytest
import torch

from rnncourse.experiments.lookahead import AHEAD, EVERYTHING, WindowTagger, options_for, windows_ahead
from rnncourse.experiments.tagging import train_tagger
from rnncourse.models.tagger import Lexicon, Tagger

WORDS = "the dog runs and a cat sees it now".split()
SENTENCES = [[(w, t) for w, t in zip(WORDS[i:] + WORDS[:i], "DNVCDNVPA", strict=True)] for i in range(6)] * 2


def scores(model, lexicon, sentences):
    words, spellings, lengths, _ = lexicon.batch(sentences)
    with torch.no_grad():
        return model.eval()(words, spellings, lengths)


@pytest.mark.parametrize("ahead", [0, 1, 3, 20])
def test_a_word_ahead_is_seen_if_it_is_near_enough(ahead):
    torch.manual_seed(0)
    lexicon = Lexicon(SENTENCES)
    model = WindowTagger(lexicon, ahead=ahead, embedding_size=4, hidden_size=5)
    sentence = SENTENCES[0]
    before = scores(model, lexicon, [sentence])
    for t in range(1, len(sentence)):
        changed = [*sentence[:t], ("unheard", "N"), *sentence[t + 1 :]]
        moved = (scores(model, lexicon, [changed]) - before).abs().amax(dim=(1, 2)) > 0
        seen = [bool(m) for m in moved[:t]]
        assert seen == [t - s <= ahead for s in range(t)]


@pytest.mark.parametrize("ahead", [0, 2, 50])
def test_a_sentence_has_the_same_scores_alone_and_in_a_batch(ahead):
    torch.manual_seed(0)
    lexicon = Lexicon(SENTENCES)
    model = WindowTagger(lexicon, ahead=ahead, embedding_size=4, hidden_size=5)
    together = scores(model, lexicon, [SENTENCES[0], SENTENCES[1][:4]])
    alone = scores(model, lexicon, [SENTENCES[1][:4]])
    assert torch.allclose(together[:4, 1:], alone, atol=1e-6)


def test_who_sees_everything_is_the_bidirectional_tagger():
    torch.manual_seed(0)
    lexicon = Lexicon(SENTENCES)
    both = Tagger(lexicon, embedding_size=4, hidden_size=5)
    window = WindowTagger(lexicon, ahead=50, embedding_size=4, hidden_size=5)
    own = window.state_dict()
    theirs = both.state_dict()
    for name in own:
        source = name.replace("reverse.", "lstm.") + ("_reverse" if name.startswith("reverse.") else "")
        own[name] = theirs[source]
    window.load_state_dict(own)
    batch = [SENTENCES[0], SENTENCES[1][:4]]
    assert torch.allclose(scores(window, lexicon, batch)[:4], scores(both, lexicon, batch)[:4], atol=1e-6)


def test_all_taggers_have_the_same_parameters():
    lexicon = Lexicon(SENTENCES)
    sizes = set()
    for ahead in (*AHEAD, EVERYTHING):
        options = dict(options_for(ahead))
        kind = options.pop("kind", Tagger)
        sizes.add(sum(p.numel() for p in kind(lexicon, **options).parameters()))
    assert len(sizes) == 1


def test_windows_end_with_the_step_itself():
    x = torch.arange(1.0, 9.0).view(4, 2, 1)  # steps 1 3 5 7 and 2 4 6 8
    windows, sizes = windows_ahead(x, torch.tensor([4, 2]), 2)
    assert sizes.view(4, 2)[:, 0].tolist() == [3, 3, 2, 1] and sizes.view(4, 2)[:2, 1].tolist() == [2, 1]
    read = [windows[: sizes[i], i, 0].tolist() for i in range(8)]
    assert read[0] == [5, 3, 1] and read[1] == [4, 2] and read[2] == [7, 5, 3] and read[6] == [7]


def test_a_window_is_trained_as_its_sisters_are():
    lexicon = Lexicon(SENTENCES)
    options = dict(kind=WindowTagger, ahead=1, embedding_size=4, hidden_size=5)
    model = train_tagger(lexicon, SENTENCES, seed=0, epochs=1, **options)
    assert model.predict(lexicon.batch(SENTENCES[:1])).shape == (9, 1)


@pytest.mark.parametrize("ahead", [-1, 1.5, True])
def test_ahead_is_a_number_of_words(ahead):
    with pytest.raises(ValueError, match="ahead: expected"):
        WindowTagger(Lexicon(SENTENCES), ahead=ahead, hidden_size=4)


def test_numbers_of_words_are_in_order():
    assert list(AHEAD) == sorted(AHEAD) and np.all(np.diff(AHEAD) > 0)
