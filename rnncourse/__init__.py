"""rnncourse: recurrent neural networks, built and tested.

The package follows the data, from a text to a picture of what a network learned:

    text -> tokens -> ids -> batches -> layer -> loss -> gradient -> step -> metric -> picture

    shapes       the one legend of shape letters; checks of shape and dtype
    text         tokenisers and Vocabulary
    batching     language-model streams, padded batches
    datasets     the registry: what ships, what can be fetched, where it lies
    ngram        NGramModel
    scratch      NumPy, backward by hand: RNN, LSTM, GRU, both directions, convolution, CTC, attention,
                 output layers and losses, optimisers, gradient check
    models       PyTorch, what the applications train: tagger, recogniser, encoder-decoder
    training     the fit loop for torch models; checkpoint: stop and go on with the same numbers
    metrics      perplexity, bits per character, error rates
    decoding     temperature, top-k and nucleus sampling; CTC, greedy and beam
    plots        pictures of measured things
    diagrams     drawings of networks
    explorers    things to move with a slider
    course       lessons as files: start, update, check, progress, execute, doctor
    cli          the command `rnncourse`

Importing rnncourse imports none of them: each is loaded where it is used.
"""

__version__ = "0.1.0"
