namespace Regen.Core.Configuration;

/// <summary>
/// One experiment file: preparation, model, training and evaluation, complete, without inheritance and without paths.
/// The difference of two files is the ablation.
/// </summary>
public sealed record Experiment : ICheckedConfig
{
    /// <summary>Name, unique within its folder; with <see cref="Version"/> it stands in every table.</summary>
    public required string Name { get; init; }

    /// <summary>Raised whenever a change of the file changes numbers.</summary>
    public required int Version { get; init; }

    /// <summary>The question that this file answers, in one sentence.</summary>
    public required string Question { get; init; }

    public required PrepareConfig Prepare { get; init; }

    public required ModelConfig Model { get; init; }

    /// <summary>Null only for models that are counted, not trained.</summary>
    public TrainingConfig? Training { get; init; }

    public required EvaluationConfig Evaluation { get; init; }

    public IEnumerable<ConfigProblem> Check(ConfigPath at)
    {
        if (Model is FlareConfig && Training is null)
        {
            yield return at["training"].Problem("a flare model needs a training section", "add one, as in experiments/flare");
        }

        if (Model is FlareConfig { Successors: not null } && Training is { Loss.Kind: "sampled" or "gbce" })
        {
            yield return at["training"]["loss"]["kind"].Problem(
                $"{Training.Loss.Kind} scores a few drawn items, and successors speak of all", "use full or candidates, or set model.successors to null");
        }

        if (Version < 1)
        {
            yield return at["version"].Problem($"{Version} is below 1", "start with 1");
        }
    }
}

/// <summary>How raw reviews become sequences: the "calrec" recipe, every step a switch (spec: docs/paper-map.md, section 3.2.1).</summary>
public sealed record PrepareConfig : ICheckedConfig
{
    /// <summary>Drop interactions with items that have no title in the metadata.</summary>
    public required bool RequireTitle { get; init; }

    /// <summary>Drop exact duplicates: equal user, item, time and text.</summary>
    public required bool DropDuplicateRecords { get; init; }

    /// <summary>Consecutive identical items of a user: keep all (none), keep the first (item), or the first of equal item texts (text).</summary>
    [OneOf("none", "item", "text")]
    public required string CollapseConsecutive { get; init; }

    /// <summary>Keep only the first interaction of a user with an item (LC-Rec's and Amazon-Reviews-2023's rule).</summary>
    public required bool KeepFirstPerItem { get; init; }

    /// <summary>Users with fewer remaining interactions are dropped; at least 3 for leave-one-out.</summary>
    [Range(1, 1000)]
    public required int MinInteractions { get; init; }

    /// <summary>Drop items that no remaining user has.</summary>
    public required bool DropUnusedItems { get; init; }

    [OneOf("leave_one_out", "temporal", "all")]
    public required string Split { get; init; }

    public required CritiqueSourceConfig Critiques { get; init; }

    public IEnumerable<ConfigProblem> Check(ConfigPath at)
    {
        if (Split == "leave_one_out" && MinInteractions < 3)
        {
            yield return at["min_interactions"].Problem(
                $"leave_one_out needs 3 interactions a user, not {MinInteractions}", "raise it to 3 or more");
        }
    }
}

/// <summary>Where critiques come from and what an absent one becomes.</summary>
public sealed record CritiqueSourceConfig
{
    /// <summary>
    /// file: the critiques file beside the data; category: the target's category path as a phrase; constant: one sentence
    /// for every eligible pair, the control that says what a critique's mere presence gives; none.
    /// </summary>
    [OneOf("file", "category", "constant", "none")]
    public required string Source { get; init; }

    /// <summary>Leading category levels, the root counted, that a pair must share (the paper: 4).</summary>
    [Range(1, 20)]
    public required int MinSharedLevels { get; init; }

    /// <summary>Draws one of several options, from seed, user and position.</summary>
    [Range(0, int.MaxValue)]
    public required int Seed { get; init; }

    /// <summary>What a pair without a critique gets: nothing (a learned null vector), the placeholder sentence, or the target's category.</summary>
    [OneOf("null", "placeholder", "category")]
    public required string Absent { get; init; }
}

/// <summary>Which recommender; <c>kind</c> picks the record.</summary>
[Kinds(typeof(FlareConfig), typeof(PopularityConfig), typeof(MarkovConfig), typeof(ItemKnnConfig), typeof(TghConfig))]
public abstract record ModelConfig;

/// <summary>Items by their number of training occurrences.</summary>
[Kind("popularity")]
public sealed record PopularityConfig : ModelConfig;

/// <summary>First-order Markov chain over the last items: P(j | i) = count(i -> j) / count(i -> any), weights 1, 1/2, 1/3 ...</summary>
[Kind("markov")]
public sealed record MarkovConfig : ModelConfig
{
    /// <summary>How many of the last items vote.</summary>
    [Range(1, 100)]
    public required int LastItems { get; init; }

    /// <summary>Adds 1e-6 * popularity / largest popularity, which breaks ties.</summary>
    public required bool PopularityBreaksTies { get; init; }
}

/// <summary>Item to item: sum over history items of C(i, j) / sqrt(n_i n_j), C the users who have both.</summary>
[Kind("item_knn")]
public sealed record ItemKnnConfig : ModelConfig
{
    /// <summary>How many of the last items vote; 0 for the whole history.</summary>
    [Range(0, 1000)]
    public required int LastItems { get; init; }
}

/// <summary>FLARE (Hebert et al. 2024, arXiv:2409.11699): BERT4Rec with item text through a Perceiver resampler, and critiques.</summary>
[Kind("flare")]
public sealed record FlareConfig : ModelConfig, ICheckedConfig
{
    /// <summary>Model width D, in features; a multiple of <see cref="Heads"/>.</summary>
    [Range(2, 8192)]
    public required int Width { get; init; }

    [Range(1, 64)]
    public required int Layers { get; init; }

    [Range(1, 128)]
    public required int Heads { get; init; }

    /// <summary>Width of the feed-forward layer, in features.</summary>
    [Range(1, 65536)]
    public required int FeedForward { get; init; }

    /// <summary>History positions S that the model sees, the asked-for one included.</summary>
    [Range(2, 4096)]
    public required int MaxHistory { get; init; }

    /// <summary>Dropout of embeddings and of each block's outputs, in [0, 1).</summary>
    [Range(0.0, 0.99)]
    public required double Dropout { get; init; }

    /// <summary>Dropout of attention weights, in [0, 1).</summary>
    [Range(0.0, 0.99)]
    public required double AttentionDropout { get; init; }

    /// <summary>Layer norm after each residual sum (post, as BERT) or before each block (pre).</summary>
    [OneOf("post", "pre")]
    public required string Norm { get; init; }

    /// <summary>Each item has an embedding of its own; false is "text only".</summary>
    public required bool ItemIds { get; init; }

    public required ItemTextConfig Text { get; init; }

    public required CritiqueChannelConfig Critique { get; init; }

    public required ContrastiveConfig Contrastive { get; init; }

    public required HeadConfig Head { get; init; }

    /// <summary>Counted successors of the last items, as evidence beside the transformer; null for none.</summary>
    public SuccessorConfig? Successors { get; init; }

    /// <summary>Likeness of a candidate's text to that of the last items, as evidence beside the transformer; null for none.</summary>
    public SimilarityConfig? Similarity { get; init; }

    public IEnumerable<ConfigProblem> Check(ConfigPath at)
    {
        if (Similarity is not null && !Text.Use)
        {
            yield return at["similarity"].Problem("items are compared by their texts, which are off", "turn text.use on, or set it to null");
        }

        if (Critique.Query is { TunedLayers: > 0 } && Text.Encoder != "minilm")
        {
            yield return at["critique"]["query"]["tuned_layers"].Problem($"layers of '{Text.Encoder}' cannot learn, only minilm's", "use minilm, or set it to 0");
        }

        if (Width % Heads != 0)
        {
            yield return at["width"].Problem($"{Width} does not split into {Heads} heads", "pick a multiple of heads");
        }

        if (!ItemIds && !Text.Use)
        {
            yield return at["item_ids"].Problem("a model without ids and without text knows nothing of an item", "turn one on");
        }

        if (Contrastive.Weight > 0 && !(ItemIds && Text.Use))
        {
            yield return at["contrastive"]["weight"].Problem("the contrastive loss aligns ids with text; one of the two is off", "set it to 0");
        }

        if (Head.Items != "fused" && !ItemIds)
        {
            yield return at["head"]["items"].Problem("there are no id embeddings to tie the head to", "use 'fused'");
        }
    }
}

/// <summary>The item's text and the way from the frozen encoder to one vector.</summary>
public sealed record ItemTextConfig
{
    public required bool Use { get; init; }

    /// <summary>Takes the catalogue's mean vector from every item's and brings them to a mean square length of 1, so that a vector says what is particular to its item.</summary>
    public bool Centre { get; init; }

    /// <summary>Which frozen encoder: minilm, t5 and mt5 (the paper's) need weights on disk, hashed needs none.</summary>
    [OneOf("minilm", "t5", "mt5", "hashed")]
    public required string Encoder { get; init; }

    /// <summary>What is cached of each item: one mean, K chunk means, or every token's state.</summary>
    [OneOf("mean", "chunks", "tokens")]
    public required string Form { get; init; }

    /// <summary>K of the chunk means.</summary>
    [Range(1, 64)]
    public required int Chunks { get; init; }

    /// <summary>Word pieces of an item's text that are read.</summary>
    [Range(4, 512)]
    public required int MaxTokens { get; init; }

    /// <summary>Perceiver resampler (the paper's), or the mean of the cached vectors.</summary>
    [OneOf("perceiver", "mean")]
    public required string Resampler { get; init; }

    public required PerceiverConfig Perceiver { get; init; }

    /// <summary>The projected mean of the vectors is added to what the resampler makes of them.</summary>
    public bool Skip { get; init; }

    /// <summary>sum: projected context plus id; resampler: the id enters the resampler as a further input.</summary>
    [OneOf("sum", "resampler")]
    public required string Fusion { get; init; }
}

/// <summary>The Perceiver resampler (Jaegle et al. 2021; block of Flamingo, Alayrac et al. 2022).</summary>
public sealed record PerceiverConfig
{
    [Range(1, 16)]
    public required int Depth { get; init; }

    [Range(1, 64)]
    public required int Heads { get; init; }

    [Range(1, 512)]
    public required int HeadWidth { get; init; }

    /// <summary>Learned latents per item.</summary>
    [Range(1, 256)]
    public required int Latents { get; init; }

    /// <summary>Feed-forward width as a multiple of the model width.</summary>
    [Range(1, 16)]
    public required int FeedForwardMultiple { get; init; }
}

/// <summary>The critique as an input channel of its own, never masked.</summary>
public sealed record CritiqueChannelConfig
{
    public required bool Use { get; init; }

    /// <summary>Chance that a training example's critiques are withheld, so that the model also works without.</summary>
    [Range(0.0, 1.0)]
    public required double Dropout { get; init; }

    /// <summary>A head in which the critique asks the items' texts, trained after the model; null for none.</summary>
    public CritiqueQueryConfig? Query { get; init; }
}

/// <summary>The critique asks the items' texts: a late-interaction head beside the paper's channel, or in its place.</summary>
public sealed record CritiqueQueryConfig
{
    /// <summary>Only items that share so many leading category levels with the previous one, the root counted, are rivals (critiques are written for such pairs).</summary>
    [Range(1, 20)]
    public required int MinSharedLevels { get; init; }

    /// <summary>Word pieces of a title that are read.</summary>
    [Range(4, 512)]
    public required int TitleTokens { get; init; }

    /// <summary>Dropout of the sentence's and the previous item's vectors.</summary>
    [Range(0.0, 0.99)]
    public required double Dropout { get; init; }

    /// <summary>Chance that a word of the critique is not read in training.</summary>
    [Range(0.0, 0.99)]
    public required double WordDropout { get; init; }

    /// <summary>What others said on their way to an item describes it.</summary>
    public required bool Memory { get; init; }

    /// <summary>Words that critique and item share count by their rarity.</summary>
    public required bool Words { get; init; }

    [Range(1, 1000)]
    public required int Epochs { get; init; }

    /// <summary>Critiqued pairs of a step.</summary>
    [Range(1, 65536)]
    public required int Batch { get; init; }

    /// <summary>Falls as a line, to a fiftieth.</summary>
    [Range(0.0, 10.0)]
    public required double LearningRate { get; init; }

    /// <summary>Last layers of the text encoder that learn to read critiques; items and titles stay as the published encoder has them. 0 for none.</summary>
    [Range(0, 64)]
    [UnwrittenAt(0)]
    public int TunedLayers { get; init; }

    /// <summary>Their learning rate; falls as the other.</summary>
    [Range(0.0, 1.0)]
    [UnwrittenAt(1e-4)]
    public double TunedRate { get; init; } = 1e-4;
}

/// <summary>InfoNCE between an item's id embedding and its context embedding.</summary>
public sealed record ContrastiveConfig
{
    /// <summary>Weight in the loss; 0 turns it off.</summary>
    [Range(0.0, 100.0)]
    public required double Weight { get; init; }

    [Range(0.001, 10.0)]
    public required double Temperature { get; init; }

    /// <summary>The temperature is trained, its inverse clamped to at most 100.</summary>
    public required bool LearnTemperature { get; init; }
}

/// <summary>From the transformer's output to item scores.</summary>
public sealed record HeadConfig
{
    /// <summary>Score against id embeddings (BERT4Rec's tying), against the fused id and text vectors, or against a second id table (gSASRec's).</summary>
    [OneOf("id", "fused", "output")]
    public required string Items { get; init; }

    /// <summary>Linear, GELU and norm before the scores.</summary>
    public required bool Transform { get; init; }

    /// <summary>One trained bias per item.</summary>
    public required bool Bias { get; init; }

    /// <summary>ranked: an item of the history competes like any other; last: it stands behind all others (a corpus without repeats teaches that).</summary>
    [OneOf("ranked", "last")]
    public string Seen { get; init; } = "ranked";
}

/// <summary>
/// Evidence of the training part's own transitions: each successor of a last item gains a trained amount that depends on how
/// often it followed and on how many there are. A training example does not count its own transition.
/// </summary>
public sealed record SuccessorConfig
{
    /// <summary>How many of the last items speak, each with the transitions of its own distance.</summary>
    [Range(0, 3)]
    public required int LastItems { get; init; }

    /// <summary>Items at most this far from each other, in either direction, also count as company; 0 for none. The last three items speak.</summary>
    [Range(0, 50)]
    public required int Window { get; init; }
}

/// <summary>A trained bilinear form between the frozen text vectors of the last items and of a candidate, started at their cosine.</summary>
public sealed record SimilarityConfig
{
    /// <summary>How many of the last items speak.</summary>
    [Range(1, 3)]
    public required int LastItems { get; init; }

    /// <summary>Principal components of the text vectors that are compared.</summary>
    [Range(1, 4096)]
    public required int Components { get; init; }
}

/// <summary>How a model is trained.</summary>
public sealed record TrainingConfig
{
    /// <summary>mlm: masked items, as the paper; causal: the next item at every position.</summary>
    [OneOf("mlm", "causal")]
    public required string Objective { get; init; }

    /// <summary>Share of positions that are masked in an mlm example.</summary>
    [Range(0.01, 0.99)]
    public required double MaskProbability { get; init; }

    /// <summary>Chance that an mlm example masks only its last item, the form of the test.</summary>
    [Range(0.0, 1.0)]
    public required double LastItemProbability { get; init; }

    /// <summary>An mlm example that masks its last item is first cut to a random prefix, so that every position is a target.</summary>
    public required bool RandomPrefixes { get; init; }

    [Range(1, 65536)]
    public required int Batch { get; init; }

    [Range(1, 100000)]
    public required int Epochs { get; init; }

    /// <summary>Passes over the users that one epoch holds.</summary>
    [Range(1, 1000)]
    public required int PassesPerEpoch { get; init; }

    [Range(0.0, 10.0)]
    public required double LearningRate { get; init; }

    /// <summary>After the warm-up.</summary>
    [OneOf("constant", "linear", "cosine")]
    public required string Schedule { get; init; }

    /// <summary>Share of all steps with a rising rate.</summary>
    [Range(0.0, 1.0)]
    public required double WarmUp { get; init; }

    [Range(0.0, 0.9999)]
    public required double Beta1 { get; init; }

    [Range(0.0, 0.99999)]
    public required double Beta2 { get; init; }

    [Range(0.0, 10.0)]
    public required double WeightDecay { get; init; }

    /// <summary>Largest norm of the whole gradient; a larger one is scaled down.</summary>
    [Range(0.0, 1e9)]
    public required double MaxGradientNorm { get; init; }

    [Range(0.0, 0.9)]
    public required double LabelSmoothing { get; init; }

    /// <summary>Decay of a moving average of the weights over steps, which is what is validated and kept; 0 for none.</summary>
    [Range(0.0, 0.99999)]
    [UnwrittenAt(0.0)]
    public double Average { get; init; }

    /// <summary>What a target is compared with.</summary>
    public LossConfig Loss { get; init; } = new() { Kind = "full", Negatives = 256, Calibration = 0.75, Proposal = "uniform" };

    [OneOf("fp32", "bf16")]
    public required string Precision { get; init; }

    /// <summary>Items held out of training; null for none.</summary>
    public ColdConfig? Cold { get; init; }

    /// <summary>Evaluations without a better validation NDCG@10 after which training stops.</summary>
    [Range(1, 100000)]
    public required int Patience { get; init; }

    /// <summary>Epochs between two evaluations on validation.</summary>
    [Range(1, 10000)]
    public required int EvaluateEvery { get; init; }
}

/// <summary>Items that training never sees, so that what the model makes of a new item can be measured.</summary>
public sealed record ColdConfig
{
    /// <summary>Share of the catalogue's trained items that is held out.</summary>
    [Range(0.001, 0.5)]
    public required double Share { get; init; }

    /// <summary>Draws them.</summary>
    [Range(0, int.MaxValue)]
    public required int Seed { get; init; }
}

/// <summary>The loss over items.</summary>
public sealed record LossConfig
{
    /// <summary>
    /// full: softmax over the whole catalogue; sampled: over the target and drawn items with log-Q correction; candidates: over
    /// all of the step's targets and drawn items, each once, likewise corrected; gbce: gSASRec's (Petrov and Macdonald 2023).
    /// </summary>
    [OneOf("full", "sampled", "candidates", "gbce")]
    public required string Kind { get; init; }

    /// <summary>Items drawn for each step (sampled, candidates) or each user (gbce); not read by full.</summary>
    [Range(1, 1_000_000)]
    public required int Negatives { get; init; }

    /// <summary>gBCE's t: 0 is plain binary cross-entropy, 1 undoes the sampling's overconfidence fully.</summary>
    [Range(0.0, 1.0)]
    public required double Calibration { get; init; }

    /// <summary>What sampled draws from: trained items alike, or by the square root of their occurrences.</summary>
    [OneOf("uniform", "popularity")]
    public required string Proposal { get; init; }
}

/// <summary>How the test part is ranked. The whole catalogue is always ranked, and both columns are always computed.</summary>
public sealed record EvaluationConfig
{
    /// <summary>Cuts k of Recall@k and NDCG@k.</summary>
    public required int[] Cutoffs { get; init; }

    /// <summary>Users scored at once.</summary>
    [Range(1, 65536)]
    public required int Batch { get; init; }
}
