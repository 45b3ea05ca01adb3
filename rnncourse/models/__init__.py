"""Networks in PyTorch, built of its own layers: what the applications train.

tagger    Tagger: a label for each word, from the words before it, after it, or both
crnn      CRNN: convolution, recurrence and CTC read a line of writing
seq2seq   Seq2Seq: encoder and decoder, with and without attention
packing   run_packed: a recurrent layer over sequences of different lengths
"""
