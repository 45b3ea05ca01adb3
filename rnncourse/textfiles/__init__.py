"""Language models of a reader's own text, which may be larger than memory: what the commands on it do.

reading    TextFile: a file decoded piece by piece; what is no text is refused, with the byte and where it stands
tokens     characters and words: counted, turned into ids and back
idfile     the ids of a text as a file beside the checkpoint
prepare    from a text to its ids: vocabulary, division, the n-gram model to compare with
streams    the batches of an epoch, from any of them on
settings   what a training is made of, and what it takes where the reader does not say
run        a run as one file: the model to write with, and all that is needed to go on
training   the loop: rounds judged on validation, checkpoints by the clock, an end by the clock or a signal
start      a run begun, or gone on with
write      what a model writes
surprise   how surprised a model is at each token
page       a text in the colours of its surprise, for a browser and a terminal
command    `rnncourse train text`, `rnncourse write`, `rnncourse surprise`
"""
