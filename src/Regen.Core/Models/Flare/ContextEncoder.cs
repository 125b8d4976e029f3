// Shape letters: N texts, T vectors of a text, L width of the text encoder, K latents, D model width.
using Regen.Core.Configuration;
using Regen.Core.Models.Common;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Core.Models.Flare;

/// <summary>From a text's frozen vectors to one vector of the model: projection, Perceiver resampler (or mean), projection.</summary>
/// <remarks>Source: Hebert et al. 2024, arXiv:2409.11699, figure 1: resampled by the Perceiver, then linearly projected.</remarks>
public sealed class ContextEncoder : Module<Tensor, Tensor?, Tensor?, Tensor>
{
    private readonly Linear text_to_model;
    private readonly PerceiverResampler? resampler;
    private readonly Linear? context_to_model;
    private readonly bool isSkipped;

    public ContextEncoder(ItemTextConfig config, int textWidth, int width)
        : base(nameof(ContextEncoder))
    {
        text_to_model = Linear(textWidth, width);
        if (config.Resampler == "perceiver")
        {
            resampler = new PerceiverResampler(width, config.Perceiver);
            context_to_model = Linear((long)width * config.Perceiver.Latents, width);
            isSkipped = config.Skip;
        }

        RegisterComponents();
        Initialise(config.Centre, width);
    }

    /// <param name="vectors_NTL">The encoder's vectors, float32 [N, T, L].</param>
    /// <param name="keep_NT">True where a vector is real, bool [N, T]; null when all are.</param>
    /// <param name="further_ND">One more input per text (the item's id embedding, in "fusion: resampler"), or null.</param>
    /// <returns>float32 [N, D]; the caller's dispose scope owns it.</returns>
    public override Tensor forward(Tensor vectors_NTL, Tensor? keep_NT, Tensor? further_ND)
    {
        using var scope = NewDisposeScope();
        var x_NTD = text_to_model.call(vectors_NTL);
        var keep = keep_NT;
        if (further_ND is not null)
        {
            x_NTD = cat([x_NTD, further_ND.unsqueeze(1)], 1);
            keep = keep is null ? null : Attention.Extend(keep);
        }

        if (resampler is null)
        {
            return TextMeans.Of(x_NTD, keep).MoveToOuterDisposeScope();
        }

        var latents = resampler.call(x_NTD, keep).flatten(1);
        if (!isSkipped)
        {
            return context_to_model!.call(latents).MoveToOuterDisposeScope();
        }

        // A normed latent has a length of about sqrt(D); at unit length, one rate suits it and the mean that it is added to.
        var context_ND = context_to_model!.call(latents / Math.Sqrt(latents.size(1)));
        return (context_ND + TextMeans.Of(x_NTD, keep)).MoveToOuterDisposeScope();
    }

    // Vectors that were brought to unit length keep it, so that texts count from the first step.
    private void Initialise(bool isUnit, int width)
    {
        using var frozen = no_grad();
        init.normal_(text_to_model.weight!, 0, isUnit ? 1 / Math.Sqrt(width) : 0.02);
        init.zeros_(text_to_model.bias!);
        if (context_to_model is not null)
        {
            init.normal_(context_to_model.weight!, 0, 0.02);
            init.zeros_(context_to_model.bias!);
        }
    }
}
