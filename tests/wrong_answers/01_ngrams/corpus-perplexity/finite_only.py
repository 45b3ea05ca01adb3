# leaves out what the model called impossible
def corpus_perplexity(tales):
    all_of_them = np.concatenate(tales)
    return np.exp(-np.mean(all_of_them[np.isfinite(all_of_them)]))
