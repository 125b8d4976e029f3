using Regen.Core.Configuration;
using Regen.Core.Models.Flare.Query;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Regen.Core.Training;

/// <summary>AdamW for a critique head's own numbers, and beside it, at a lower rate, for the encoder's layers that read critiques.</summary>
internal sealed class QueryOptimizers : IDisposable
{
    private const double MaxReaderNorm = 1; // of the gradient of layers that were trained before; a larger one is scaled down

    private readonly CritiqueQueryConfig config;
    private readonly Parameter[] read;
    private readonly AdamW own;
    private readonly AdamW? reader;

    public QueryOptimizers(CritiqueQuery weights, CritiqueQueryConfig config)
    {
        this.config = config;
        read = [.. weights.Reader?.parameters() ?? []];
        var others = weights.named_parameters().Where(pair => pair.parameter.requires_grad && !pair.name.StartsWith("reader.", StringComparison.Ordinal));
        own = optim.AdamW(others.Select(pair => pair.parameter), config.LearningRate, weight_decay: 0);
        reader = read.Length == 0 ? null : optim.AdamW(read, config.TunedRate, weight_decay: 0);
    }

    /// <param name="share">Of the configured rates.</param>
    public void SetRates(double share)
    {
        Set(own, config.LearningRate * share);
        Set(reader, config.TunedRate * share);
    }

    public void ZeroGradients()
    {
        own.zero_grad();
        reader?.zero_grad();
    }

    public void Step()
    {
        own.step();
        if (reader is not null)
        {
            nn.utils.clip_grad_norm_(read, MaxReaderNorm);
            reader.step();
        }
    }

    public void Dispose()
    {
        own.Dispose();
        reader?.Dispose();
    }

    private static void Set(AdamW? optimizer, double rate)
    {
        foreach (var group in optimizer?.ParamGroups ?? [])
        {
            group.LearningRate = rate;
        }
    }
}
