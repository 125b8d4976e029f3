// Shape letters: Q sentences, T tokens of the longest, L width.
using Regen.Core.Models.Common;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Core.Models.Encoders;

/// <summary>The sizes of a <see cref="SentenceReader"/>.</summary>
/// <param name="Layers">At least 1.</param>
/// <param name="Width">L, in features.</param>
/// <param name="Heads">Divides L.</param>
/// <param name="FeedForward">In features.</param>
/// <param name="Epsilon">Added to the variance in layer norms.</param>
public sealed record SentenceReaderShape(int Layers, int Width, int Heads, int FeedForward, double Epsilon);

/// <summary>The last layers of a sentence encoder, which learn: from its states of each token below them to one vector of each sentence.</summary>
/// <remarks>Mean over all tokens, then length 1, as Reimers and Gurevych 2019, arXiv:1908.10084.</remarks>
public sealed class SentenceReader : Module<Tensor, Tensor?, Tensor>
{
    private const double LayerDropout = 0.1; // BERT's own

    private readonly ModuleList<TransformerBlock> layers;

    public SentenceReader(SentenceReaderShape shape)
        : base(nameof(SentenceReader))
    {
        ArgumentNullException.ThrowIfNull(shape);
        Shape = shape;
        var block = new BlockShape(shape.Width, shape.Heads, shape.FeedForward, LayerDropout, LayerDropout, IsPreNorm: false) { NormEps = shape.Epsilon };
        layers = new ModuleList<TransformerBlock>([.. Enumerable.Range(0, shape.Layers).Select(_ => new TransformerBlock(block))]);
        RegisterComponents();
    }

    public SentenceReaderShape Shape { get; }

    /// <param name="states_QTL">States below the layers, float32 [Q, T, L].</param>
    /// <param name="keep_QT">True where a token is real, bool [Q, T]; null when all are.</param>
    /// <returns>float32 [Q, L]; the caller's dispose scope owns it.</returns>
    public override Tensor forward(Tensor states_QTL, Tensor? keep_QT)
    {
        using var scope = NewDisposeScope();
        var bias_Q11T = keep_QT is null ? null : Attention.Bias(keep_QT);
        foreach (var layer in layers)
        {
            states_QTL = layer.call(states_QTL, bias_Q11T);
        }

        var kept_QTL = keep_QT is null ? states_QTL : states_QTL * keep_QT.unsqueeze(-1);
        return functional.normalize(kept_QTL.sum(1), dim: -1).MoveToOuterDisposeScope(); // at length 1 a sum is a mean
    }
}
