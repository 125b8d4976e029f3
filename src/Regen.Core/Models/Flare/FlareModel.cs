// Shape letters: B users, S positions, V items, N distinct items of a batch, C critiques, M targets, T text vectors of an
// item, L width of the text encoder, D model width.
using Regen.Core.Configuration;
using Regen.Core.Models.Common;
using Regen.Core.Models.Flare.Query;
using TorchSharp.Modules;
using TorchSharp.Regen;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Core.Models.Flare;

/// <summary>
/// FLARE: a bidirectional transformer over item embeddings that are fused with resampled text, and a critique channel
/// that is never masked.
/// </summary>
/// <remarks>
/// Source: Hebert et al. 2024, arXiv:2409.11699, as used in section 4.2.1 of the REGEN paper; BERT4Rec (Sun et al. 2019)
/// when text, critique and contrast are off. What the papers leave open is chosen in docs/decisions/0006.
/// Deviations behind switches: a causal objective, a head over fused vectors.
/// </remarks>
public sealed partial class FlareModel : Module<FlareBatch, Tensor, Tensor>
{
    private readonly Embedding? item_embedding;
    private readonly Tensor trained_V1;
    private readonly ContextEncoder? item_context;
    private readonly ContextEncoder? critique_context;
    private readonly Parameter? no_critique;
    private readonly Parameter mask_embedding;
    private readonly Embedding position_embedding;
    private readonly LayerNorm input_norm;
    private readonly Dropout dropout;
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly LayerNorm? output_norm;
    private readonly Linear? head_transform;
    private readonly LayerNorm? head_norm;
    private readonly Embedding? output_embedding;
    private readonly Parameter? item_bias;
    private readonly Parameter? log_scale;
    private readonly ItemEvidence? evidence;
    private readonly bool idEntersResampler;
    private EvidenceSources sources = EvidenceSources.None;

    public FlareModel(FlareConfig config, FlareSizes sizes)
        : base(nameof(FlareModel))
    {
        (Config, Sizes) = (config, sizes);
        idEntersResampler = config.Text.Use && config.ItemIds && config.Text.Fusion == "resampler";
        item_embedding = config.ItemIds ? Embedding(sizes.Items, config.Width) : null;
        trained_V1 = ones([sizes.Items, 1]);
        item_context = config.Text.Use ? new ContextEncoder(config.Text, sizes.TextWidth, config.Width) : null;
        critique_context = config.Critique.Use ? new ContextEncoder(config.Text, sizes.TextWidth, config.Width) : null;
        no_critique = config.Critique.Use ? Parameter(zeros([1, config.Width])) : null;
        mask_embedding = Parameter(zeros([1, config.Width]));
        position_embedding = Embedding(config.MaxHistory, config.Width);
        input_norm = LayerNorm(config.Width, eps: 1e-12);
        dropout = Dropout(config.Dropout);
        var shape = new BlockShape(config.Width, config.Heads, config.FeedForward, config.Dropout, config.AttentionDropout, config.Norm == "pre");
        blocks = new ModuleList<TransformerBlock>([.. Enumerable.Range(0, config.Layers).Select(_ => new TransformerBlock(shape))]);
        output_norm = shape.IsPreNorm ? LayerNorm(config.Width, eps: 1e-12) : null;
        head_transform = config.Head.Transform ? Linear(config.Width, config.Width) : null;
        head_norm = config.Head.Transform ? LayerNorm(config.Width, eps: 1e-12) : null;
        output_embedding = config.Head.Items == "output" ? Embedding(sizes.Items, config.Width) : null;
        item_bias = config.Head.Bias ? Parameter(zeros([sizes.Items])) : null;
        log_scale = config.Contrastive is { Weight: > 0, LearnTemperature: true }
            ? Parameter(tensor((float)Math.Log(1 / config.Contrastive.Temperature)))
            : null;
        evidence = config.Successors is null && config.Similarity is null ? null : new ItemEvidence(config);
        RegisterComponents();
        Initialise();
    }

    public FlareConfig Config { get; }

    public FlareSizes Sizes { get; }

    /// <summary>True for the causal objective: a position sees only what stands before it.</summary>
    public bool IsCausal { get; init; }

    /// <summary>In host memory, padding is left out of the blocks; the other form serves devices, and comparison.</summary>
    public bool IsPacked { get; init; } = true;

    /// <summary>Type that the blocks' products and the item scores run in.</summary>
    public ScalarType Compute
    {
        get => blocks[0].Compute;
        set
        {
            foreach (var block in blocks)
            {
                block.Compute = value;
            }
        }
    }

    /// <summary>Where the weights lie.</summary>
    public Device Device => mask_embedding.device;

    /// <summary>What the evidence beside the transformer is read from; owned by the model from here on.</summary>
    public EvidenceSources Sources
    {
        get => sources;
        set
        {
            sources.Dispose();
            sources = value with { Similar_VP = value.Similar_VP?.DetachFromDisposeScope() };
        }
    }

    /// <summary>The head in which a critique asks the items' texts; null without the switch. Trained and kept apart from the weights here.</summary>
    public QueryHead? Query { get; set; }

    /// <summary>Says which items training saw; the ids of the others are left out everywhere.</summary>
    public void SetTrainedItems(ReadOnlySpan<bool> isTrained)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(isTrained.Length, Sizes.Items);
        var flags = new float[isTrained.Length];
        for (var item = 0; item < flags.Length; item++)
        {
            flags[item] = isTrained[item] ? 1 : 0;
        }

        using var scope = no_grad();
        using var values = tensor(flags).view(-1, 1).Upload(trained_V1.device);
        trained_V1.copy_(values);
    }

    /// <summary>Vectors of some items, from their ids and the encoder's vectors of their texts.</summary>
    /// <param name="items">Item numbers, each in [0, V).</param>
    /// <param name="text">The items' texts; not read by an id-only model.</param>
    /// <param name="isBesideHead">The backward pass also goes through a head over the table of ids, so that rows of it add to that gradient.</param>
    public ItemVectors Vectors(ReadOnlySpan<int> items, ITextTable? text, bool isBesideHead = false)
    {
        using var scope = NewDisposeScope();
        Tensor? ids_ND = null;
        if (item_embedding is not null)
        {
            var wanted_N = tensor(Indices.ToLong(items)).Upload(Device);
            var rows_ND = isBesideHead ? Fused.Rows(item_embedding.weight!, wanted_N) : item_embedding.call(wanted_N);
            ids_ND = rows_ND * trained_V1.index_select(0, wanted_N);
        }

        if (item_context is null)
        {
            return new ItemVectors(ids_ND!.MoveToOuterDisposeScope(), null, ids_ND.alias().MoveToOuterDisposeScope());
        }

        var (vectors_NTL, keep_NT) = text!.Look(items);
        var context_ND = idEntersResampler && Config.Contrastive.Weight == 0 ? null : item_context.call(vectors_NTL, keep_NT, null);
        var fused_ND = idEntersResampler ? item_context.call(vectors_NTL, keep_NT, ids_ND)
            : ids_ND is null ? context_ND!.alias()
            : ids_ND + context_ND!;
        return new ItemVectors(
            ids_ND?.MoveToOuterDisposeScope(), context_ND?.MoveToOuterDisposeScope(), fused_ND.MoveToOuterDisposeScope());
    }

    /// <summary>Vectors of some critiques, float32 [C, D]; the caller's dispose scope owns them.</summary>
    public Tensor CritiqueVectors(ReadOnlySpan<int> critiques, ITextTable texts)
    {
        using var scope = NewDisposeScope();
        var (vectors_CTL, keep_CT) = texts.Look(critiques);
        return critique_context!.call(vectors_CTL, keep_CT, null).MoveToOuterDisposeScope();
    }

    /// <summary>Runs the transformer.</summary>
    /// <param name="batch">Where which item and critique stands.</param>
    /// <param name="fused_ND">Vectors of <see cref="FlareBatch.Items"/>, float32 [N, D].</param>
    /// <returns>Hidden states, float32 [B * S, D]; the caller's dispose scope owns them.</returns>
    public override Tensor forward(FlareBatch batch, Tensor fused_ND) => forward(batch, fused_ND, null);

    /// <param name="critiques_CD">Vectors of <see cref="FlareBatch.Critiques"/>, float32 [C, D]; null when there are none.</param>
    public Tensor forward(FlareBatch batch, Tensor fused_ND, Tensor? critiques_CD)
    {
        using var scope = NewDisposeScope();
        var channel = no_critique is null ? null : critiques_CD is null ? no_critique : cat([no_critique, critiques_CD], 0);
        var input = new HistoryInput(batch, fused_ND, mask_embedding, channel, position_embedding.weight!);
        var isPacked = IsPacked && Device.type == TorchSharp.DeviceType.CPU;
        return (isPacked ? Packed(input, HistoryPacking.Of(batch)) : Padded(input)).MoveToOuterDisposeScope();
    }

    /// <summary>exp(log scale) of the InfoNCE logits, a scalar: fixed, or trained and clamped to at most 100.</summary>
    public Tensor ContrastiveScale() => log_scale is null
        ? tensor((float)(1 / Config.Contrastive.Temperature)).Upload(Device)
        : log_scale.exp().clamp(null, 100.0);

    protected override void Dispose(bool disposing)
    {
        sources.Dispose();
        Query?.Dispose();
        base.Dispose(disposing);
    }

    private void Initialise()
    {
        using var frozen = no_grad();
        foreach (var (name, parameter) in named_parameters())
        {
            var isSet = name.StartsWith(nameof(evidence), StringComparison.Ordinal) || name.EndsWith("latents", StringComparison.Ordinal)
                || name.Contains("_to_model", StringComparison.Ordinal);
            if (isSet)
            {
                continue; // they start where they mean something
            }

            if (parameter.dim() >= 2)
            {
                init.normal_(parameter, 0, 0.02);
            }
            else if (name.EndsWith("bias", StringComparison.Ordinal))
            {
                init.zeros_(parameter);
            }
        }
    }
}
