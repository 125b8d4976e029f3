using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Models.Encoders;
using Regen.Core.Models.Flare;
using Regen.Core.Runs;
using TorchSharp;

namespace Regen.Core.Training;

/// <summary>What one training needs: the corpus, the model's and training's configs, the frozen texts and a place for the run.</summary>
public sealed record FlareTask
{
    public required PreparedData Data { get; init; }

    public required FlareConfig Model { get; init; }

    public required TrainingConfig Training { get; init; }

    public required EvaluationConfig Evaluation { get; init; }

    public required TextTables Texts { get; init; }

    /// <summary>Makes the text encoder's last layers anew, for a critique head that trains them; null where none does.</summary>
    public Func<SentenceReader>? Reader { get; init; }

    public required RunFolder Run { get; init; }

    public required long Seed { get; init; }

    public required torch.Device Device { get; init; }
}
