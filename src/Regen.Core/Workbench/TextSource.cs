using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Models.Encoders;
using Regen.Core.Models.Encoders.Cache;
using Regen.Core.Models.Flare;
using Regen.Core.Text;
using TorchSharp;

namespace Regen.Core.Workbench;

/// <summary>The frozen texts of a corpus as an experiment wants them: encoded once, cached on disk, held where they fit.</summary>
public sealed class TextSource : IDisposable
{
    /// <summary>Tables up to this size lie whole in the device's memory; larger ones are read from the mapped cache.</summary>
    private const long ResidentBytes = 1L << 30;

    private TextSource(TextTables tables, string signature) => (Tables, Signature) = (tables, signature);

    public TextTables Tables { get; }

    /// <summary>Encoder, form and fingerprint, for run records; "none" for a model that reads no text.</summary>
    public string Signature { get; }

    /// <summary>Opens or computes what the model reads of a corpus.</summary>
    /// <exception cref="RegenException">The encoder's weights are missing, or the cache cannot be written.</exception>
    public static TextSource Open(
        PreparedData data, FlareConfig model, TrainRequest request, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        var readsCritiques = model.Critique.Use && data.CritiqueTexts.Count > 0;
        if (!model.Text.Use && !readsCritiques)
        {
            return new TextSource(new TextTables(null, null), "none");
        }

        var device = new torch.Device(request.Device);
        using var encoder = EncoderCatalogue.Open(model.Text.Encoder, request.Models, device);
        ITextTable Table(IReadOnlyList<string> texts) => Hold(
            TextVectorCache.OpenOrBuild(
                new CacheRequest
                {
                    Folder = Path.Combine(request.Cache, "texts"),
                    Encoder = encoder,
                    Texts = texts,
                    Form = model.Text.Form,
                    Chunks = model.Text.Chunks,
                    MaxTokens = model.Text.MaxTokens,
                },
                progress,
                stop),
            TextForm.Parse(model.Text.Form, model.Text.Chunks, model.Text.MaxTokens).RowsPerText,
            device);

        var items = model.Text.Use ? Table([.. data.Items.Select(item => ItemText.Of(item))]) : null;
        if (items is not null && model.Text.Centre)
        {
            items = new CentredTextTable(items);
        }

        var critiques = readsCritiques ? Table(data.CritiqueTexts) : null;
        var signature = $"{encoder.Name}|form:{model.Text.Form}|chunks:{model.Text.Chunks}|tokens:{model.Text.MaxTokens}|{encoder.Fingerprint[..12]}";
        return new TextSource(new TextTables(items, critiques), signature);
    }

    /// <summary>Encodes a few texts without a cache: critiques that somebody just typed.</summary>
    public static ITextTable Encode(ITextEncoder encoder, ItemTextConfig text, IReadOnlyList<string> texts, torch.Device device)
    {
        var encoded = encoder.Encode(texts, TextForm.Parse(text.Form, text.Chunks, text.MaxTokens));
        var vectors = Enumerable.Range(0, texts.Count).Max(encoded.RowCount);
        var values = new float[texts.Count * vectors * encoded.Width];
        var isReal = new bool[texts.Count * vectors];
        for (var row = 0; row < texts.Count; row++)
        {
            encoded.RowsOf(row).CopyTo(values.AsSpan(row * vectors * encoded.Width));
            isReal.AsSpan(row * vectors, encoded.RowCount(row)).Fill(true);
        }

        return new ResidentTextTable(
            torch.tensor(values, [texts.Count, vectors, encoded.Width]).to(device),
            isReal.All(real => real) ? null : torch.tensor(isReal, [texts.Count, vectors]).to(device));
    }

    public void Dispose() => Tables.Dispose();

    private static ITextTable Hold(TextVectors vectors, int? rowsPerText, torch.Device device)
    {
        var isFixed = rowsPerText is not null && vectors.Count > 0;
        if (!isFixed || vectors.Count * (long)rowsPerText!.Value * vectors.Width * sizeof(float) > ResidentBytes)
        {
            return new MappedTextTable(vectors, device);
        }

        using (vectors)
        {
            return new ResidentTextTable(vectors.ToTensor(device));
        }
    }
}

/// <summary>A text table that stays in the mapped cache; each lookup copies what it needs to the device.</summary>
internal sealed class MappedTextTable(TextVectors vectors, torch.Device device) : ITextTable
{
    public int Count => vectors.Count;

    public int Width => vectors.Width;

    public (torch.Tensor Vectors_NTL, torch.Tensor? Keep_NT) Look(ReadOnlySpan<int> rows)
    {
        var (found, keep) = vectors.Gather(rows, device);
        return (found, keep);
    }

    public void Dispose() => vectors.Dispose();
}
