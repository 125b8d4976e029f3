using System.Numerics.Tensors;
using Regen.Core.Baselines;
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
        var (itemTexts, critiqueTexts) = TextsOf(data, model);
        if (itemTexts is null && critiqueTexts is null)
        {
            return new TextSource(new TextTables(null, null), "none");
        }

        var device = new torch.Device(request.Device);
        using var encoder = EncoderCatalogue.Open(model.Text.Encoder, request.Models, device);
        using var below = critiqueTexts is null ? null : Below(model, request.Models, device);
        ITextTable Table(IReadOnlyList<string> texts, ItemTextConfig form, ITextEncoder? other = null) => Hold(
            TextVectorCache.OpenOrBuild(Request(form, request.Cache, other ?? encoder, texts), progress, stop),
            TextForm.Parse(form.Form, form.Chunks, form.MaxTokens).RowsPerText,
            device);

        var items = itemTexts is null ? null : Table(itemTexts, model.Text);
        if (items is not null && model.Text.Centre)
        {
            items = new CentredTextTable(items);
        }

        var critiques = critiqueTexts is null ? null : Table(critiqueTexts, model.Text);
        var signature = $"{encoder.Name}|form:{model.Text.Form}|chunks:{model.Text.Chunks}|tokens:{model.Text.MaxTokens}|{encoder.Fingerprint[..12]}";
        var titles = items is not null && model.Critique.Query is { } query
            ? Table([.. data.Items.Select(item => PlainText.Of(item.Title))], TitleForm(model.Text, query))
            : null;
        var tokens = below is null ? null : Table(critiqueTexts!, TokenForm(model.Text), below);
        return new TextSource(new TextTables(items, critiques) { Titles = titles, Tokens = tokens, Sentences = data.CritiqueTexts }, signature);
    }

    /// <summary>The encoder without the layers that a critique head trains; null where it trains none.</summary>
    /// <exception cref="RegenException">The encoder's weights are missing, or it has fewer layers.</exception>
    internal static ITextEncoder? Below(FlareConfig model, string? models, torch.Device device) =>
        model.Critique.Query is { TunedLayers: > 0 and var count } ? EncoderCatalogue.OpenBelow(model.Text.Encoder, count, models, device) : null;

    /// <summary>The mean vector of each item's text, from the same cache that a trained model's texts lie in.</summary>
    /// <exception cref="RegenException">The encoder's weights are missing, or the cache cannot be written.</exception>
    public static ItemTextVectors ItemMeans(
        PreparedData data, TghTextConfig text, TrainRequest request, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        using var encoder = EncoderCatalogue.Open(text.Encoder, request.Models, new torch.Device(request.Device));
        using var vectors = TextVectorCache.OpenOrBuild(
            new CacheRequest
            {
                Folder = Path.Combine(request.Cache, "texts"),
                Encoder = encoder,
                Texts = [.. data.Items.Select(ItemText.Of)],
                Form = "mean",
                MaxTokens = text.MaxTokens,
            },
            progress,
            stop);
        var values = new float[vectors.Count * vectors.Width];
        for (var item = 0; item < vectors.Count; item++)
        {
            TensorPrimitives.ConvertToSingle(vectors.RowsOf(item), values.AsSpan(item * vectors.Width, vectors.Width));
        }

        return ItemTextVectors.Normalised(values, vectors.Width, $"{encoder.Name}|form:mean|tokens:{text.MaxTokens}|{encoder.Fingerprint[..12]}");
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

    /// <summary>The texts that a model reads of a corpus: of its items, and the critiques; null for what it does not read.</summary>
    internal static (IReadOnlyList<string>? Items, IReadOnlyList<string>? Critiques) TextsOf(PreparedData data, FlareConfig model) =>
        (model.Text.Use ? [.. data.Items.Select(ItemText.Of)] : null, model.Critique is not { Use: false, Query: null } && data.CritiqueTexts.Count > 0 ? data.CritiqueTexts : null);

    /// <summary>How titles are encoded for a critique that asks them.</summary>
    internal static ItemTextConfig TitleForm(ItemTextConfig text, CritiqueQueryConfig query) => text with { Form = "mean", MaxTokens = query.TitleTokens };

    /// <summary>How critiques are encoded for a head that reads them on.</summary>
    internal static ItemTextConfig TokenForm(ItemTextConfig text) => text with { Form = "tokens" };

    /// <summary>The cache of some texts in an experiment's form.</summary>
    /// <param name="cache">Folder of prepared corpora and text vectors.</param>
    internal static CacheRequest Request(ItemTextConfig text, string cache, ITextEncoder encoder, IReadOnlyList<string> texts) => new()
    {
        Folder = Path.Combine(cache, "texts"),
        Encoder = encoder,
        Texts = texts,
        Form = text.Form,
        Chunks = text.Chunks,
        MaxTokens = text.MaxTokens,
    };

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
