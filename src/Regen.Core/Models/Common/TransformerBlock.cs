// Shape letters: B users, S positions, T positions of all users, D width, H heads, C width of one head.
using TorchSharp.Modules;
using TorchSharp.Regen;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Core.Models.Common;

/// <summary>The sizes of one transformer block.</summary>
public sealed record BlockShape(int Width, int Heads, int FeedForward, double Dropout, double AttentionDropout, bool IsPreNorm)
{
    /// <summary>Added to the variance in layer norms; BERT's value.</summary>
    public double NormEps { get; init; } = 1e-12;
}

/// <summary>Self-attention and a GELU feed-forward layer, each with dropout, residual sum and layer norm.</summary>
/// <remarks>Source: Vaswani et al. 2017; post-norm and exact GELU as in BERT (Devlin et al. 2019), pre-norm as a switch.</remarks>
public sealed class TransformerBlock : Module<Tensor, Tensor?, Tensor>
{
    private readonly Linear attention_in;
    private readonly Linear attention_out;
    private readonly LayerNorm attention_norm;
    private readonly Linear feed_in;
    private readonly Linear feed_out;
    private readonly LayerNorm feed_norm;
    private readonly Dropout dropout;
    private readonly BlockShape sizes;

    public TransformerBlock(BlockShape shape)
        : base(nameof(TransformerBlock))
    {
        sizes = shape;
        attention_in = Linear(shape.Width, 3L * shape.Width);
        attention_out = Linear(shape.Width, shape.Width);
        attention_norm = LayerNorm(shape.Width, eps: shape.NormEps);
        feed_in = Linear(shape.Width, shape.FeedForward);
        feed_out = Linear(shape.FeedForward, shape.Width);
        feed_norm = LayerNorm(shape.Width, eps: shape.NormEps);
        dropout = Dropout(shape.Dropout);
        RegisterComponents();
    }

    /// <summary>Type that the products run in; weights and residuals stay float32.</summary>
    public ScalarType Compute { get; set; } = ScalarType.Float32;

    /// <param name="x_BSD">float32 [B, S, D].</param>
    /// <param name="bias_B1SS">Added to attention scores, float32, broadcastable to [B, H, S, S]: 0 where a key is seen, a large negative number where not; null when all are.</param>
    /// <returns>float32 [B, S, D]; the caller's dispose scope owns it.</returns>
    public override Tensor forward(Tensor x_BSD, Tensor? bias_B1SS) => Run(x_BSD, x => Attend(x, bias_B1SS));

    /// <summary>The same without padding.</summary>
    /// <param name="x_TD">All positions of all users, float32 [T, D] in host memory.</param>
    /// <param name="sequences">Which rows belong together.</param>
    /// <returns>float32 [T, D]; the caller's dispose scope owns it.</returns>
    public Tensor forward(Tensor x_TD, PackedSequences sequences) => Run(x_TD, x => Attend(x, sequences));

    private Tensor Run(Tensor x, Func<Tensor, Tensor> attend)
    {
        using var scope = NewDisposeScope();
        Tensor y;
        if (sizes.IsPreNorm)
        {
            var attended = x + dropout.call(attend(attention_norm.call(x)));
            y = attended + dropout.call(Feed(feed_norm.call(attended)));
        }
        else
        {
            var attended = attention_norm.call(x + dropout.call(attend(x)));
            y = feed_norm.call(attended + dropout.call(Feed(attended)));
        }

        return y.MoveToOuterDisposeScope();
    }

    private Tensor Attend(Tensor x_TD, PackedSequences sequences)
    {
        var qkv_T3D = Mixed.Apply(attention_in, x_TD, Compute).to(ScalarType.Float32);
        var mixed_TD = Fused.PackedAttention(
            qkv_T3D, sequences.Offsets, sizes.Heads, training ? sizes.AttentionDropout : 0.0, sequences.IsCausal);
        return Mixed.Apply(attention_out, mixed_TD, Compute).to(ScalarType.Float32);
    }

    private Tensor Attend(Tensor x_BSD, Tensor? bias_B1SS)
    {
        var (b, s) = (x_BSD.size(0), x_BSD.size(1));
        var qkv = Mixed.Apply(attention_in, x_BSD, Compute).view(b, s, 3, sizes.Heads, sizes.Width / sizes.Heads);
        var q_BHSC = qkv.select(2, 0).transpose(1, 2);
        var k_BHSC = qkv.select(2, 1).transpose(1, 2);
        var v_BHSC = qkv.select(2, 2).transpose(1, 2);
        var mixed_BHSC = functional.scaled_dot_product_attention(
            q_BHSC, k_BHSC, v_BHSC, bias_B1SS?.to(Compute), training ? sizes.AttentionDropout : 0.0, false);
        var mixed_BSD = mixed_BHSC.transpose(1, 2).reshape(b, s, sizes.Width);
        return Mixed.Apply(attention_out, mixed_BSD, Compute).to(ScalarType.Float32);
    }

    private Tensor Feed(Tensor x) =>
        Mixed.Apply(feed_out, functional.gelu(Mixed.Apply(feed_in, x, Compute)), Compute).to(ScalarType.Float32);
}

/// <summary>Sequences that lie one after the other in the rows of a matrix.</summary>
/// <param name="Offsets">int64 [B + 1] in host memory: sequence b is rows Offsets[b] to Offsets[b + 1] - 1.</param>
/// <param name="IsCausal">A position sees itself and what stands before it, instead of its whole sequence.</param>
public sealed record PackedSequences(Tensor Offsets, bool IsCausal);
