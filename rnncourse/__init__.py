"""rnncourse: recurrent neural networks, built and tested.

The package follows the data, from a text to a picture of what a network learned:

    text -> tokens -> ids -> batches -> layer -> loss -> gradient -> step -> metric -> picture

Each part imports only from those above it:

    shapes          the one legend of shape letters; checks of shape, dtype and numbers at the door
    files           a file appears whole or not at all
    arguments       checks of single arguments at the door: numbers, flags, names, tokens, how much room
    errors          what is wrong, and the remedy beside it
    palette         every colour and line style, once
    text            tokenisers, Vocabulary and its special tokens
    batching        language-model streams, padded batches, the batches of the torch models
    metrics         perplexity, error rates, F1 and calibration, BLEU, ROUGE, how much is copied
    statistics      paired bootstrap, permutation test, Holm's correction
    decoding        temperature, top-k and nucleus sampling; CTC, greedy and beam; beam search
    language_model  what every language model can be asked, whoever makes it
    datasets        the registry: what ships, what can be fetched, where it lies; made data
    ngram           NGramModel
    training        the loop: epochs, early stopping, history; fit for torch models; checkpoints
    scratch         NumPy, backward by hand: cells of RNN, LSTM, GRU and what makes layers of them, both directions,
                    convolution, CTC, attention, losses, optimisers, gradient check
    models          PyTorch, what the applications train: tagger, CRNN, language model, classifier, encoder-decoder with
                    and without copying, autoencoder; their files, which run no code
    textfiles       a reader's own text of any size: trained on, gone on from, looked at for surprise
    plots           pictures of measured things
    diagrams        drawings of networks
    explorers       things to move with a slider
    experiments     what lessons and records both run; the studies and their records
    course          lessons as files: start, update, check, progress, execute, doctor
    cli             the command `rnncourse`

Importing rnncourse imports none of them: each is loaded where it is used.
"""

__version__ = "0.1.0"
