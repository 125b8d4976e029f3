using System.Globalization;
using Regen.Core.Domain;
using Regen.Core.Runs;

namespace Regen.Core.Data.Sample;

/// <summary>What <see cref="SampleCorpus"/> is to write.</summary>
public sealed record SampleRequest
{
    /// <summary>Users that survive the default preparation; some shorter ones are written besides.</summary>
    public int Users { get; init; } = 4000;

    /// <summary>Items with a title, each bought at least once where there are half as many users; some without one are written besides.</summary>
    public int Items { get; init; } = 1500;

    public long Seed { get; init; } = 1;

    /// <summary>Folder that receives the files; made if missing.</summary>
    public required string Out { get; init; }
}

/// <summary>What was written, and what the default preparation will find in it.</summary>
public sealed record SampleResult
{
    public required string Folder { get; init; }

    /// <summary>Users with at least five interactions with titled items, consecutive equal ones counted once.</summary>
    public required int Users { get; init; }

    public required int ShortUsers { get; init; }

    public required int Items { get; init; }

    public required int UntitledItems { get; init; }

    /// <summary>Well-formed review lines.</summary>
    public required long Reviews { get; init; }

    /// <summary>Interactions of <see cref="Users"/> after the default preparation, in purchase order.</summary>
    public required long Interactions { get; init; }

    public required long Pairs { get; init; }

    /// <summary>Pairs that share at least four leading category levels, the root counted.</summary>
    public required long EligiblePairs { get; init; }

    /// <summary>Lines of <c>critiques.jsonl.gz</c>.</summary>
    public required long CritiquedPairs { get; init; }

    public required long ExactDuplicates { get; init; }

    public required long ConsecutiveRepeats { get; init; }

    public required long TiedPairs { get; init; }

    public required long MalformedReviewLines { get; init; }

    public required long MalformedMetadataLines { get; init; }
}

/// <summary>
/// The embedded synthetic corpus: an authored catalogue of stationery and desk goods and shoppers with tastes, written
/// in the shape of UCSD's Amazon 2018 files. Equal requests give byte-identical files. docs/decisions/0005-sample-corpus.md.
/// </summary>
public static class SampleCorpus
{
    /// <summary>Raised whenever equal requests would give other bytes.</summary>
    public const int Version = 1;

    public const string ReviewsFile = "Office_Products_5.json.gz";
    public const string MetadataFile = "meta_Office_Products.json.gz";
    public const string CritiquesFile = "critiques.jsonl.gz";
    public const string CorpusFile = "corpus.json";

    private const int FewestItems = 20;

    /// <summary>Writes reviews, metadata, critiques and <c>corpus.json</c> (last), user by user with flat memory.</summary>
    /// <exception cref="RegenException">Too few users or items, the folder is a file, or the disk is full.</exception>
    public static SampleResult Write(
        SampleRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(request);
        try
        {
            Directory.CreateDirectory(request.Out);
            var catalogue = new SampleCatalogue(SampleRecipes.Load(), request.Items, request.Seed);
            var texts = new ItemTexts(catalogue);
            var badMetadata = WriteMetadata(request, catalogue, texts, progress, stop);
            var result = WriteReviews(request, catalogue, texts, progress, stop);
            WriteCorpus(request, Path.Combine(request.Out, CorpusFile));
            return result with { MalformedMetadataLines = badMetadata };
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new RegenException(
                $"The sample corpus cannot be written: {problem.Message}", request.Out, "free some space or choose another folder", problem);
        }
    }

    private static long WriteMetadata(
        SampleRequest request, SampleCatalogue catalogue, ItemTexts texts, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        using var metadata = new JsonLines(Path.Combine(request.Out, MetadataFile), canSpoil: true);
        new MetadataLines(catalogue, texts, metadata).Write(progress, stop);
        metadata.Commit();
        return metadata.Spoilt;
    }

    private static SampleResult WriteReviews(
        SampleRequest request, SampleCatalogue catalogue, ItemTexts texts, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        using var reviews = new JsonLines(Path.Combine(request.Out, ReviewsFile), canSpoil: true);
        using var critiques = new JsonLines(Path.Combine(request.Out, CritiquesFile), canSpoil: false);
        var tally = new SampleReviews(request, catalogue, texts, reviews, critiques).Write(progress, stop);
        reviews.Commit();
        critiques.Commit();
        return Result(request, catalogue, tally) with { MalformedReviewLines = reviews.Spoilt };
    }

    private static SampleResult Result(SampleRequest request, SampleCatalogue catalogue, SampleTally tally) => new()
    {
        Folder = request.Out,
        Users = request.Users,
        ShortUsers = tally.ShortUsers,
        Items = catalogue.Titled,
        UntitledItems = catalogue.Untitled,
        Reviews = tally.Reviews,
        Interactions = tally.Interactions,
        Pairs = tally.Interactions - request.Users,
        EligiblePairs = tally.EligiblePairs,
        CritiquedPairs = tally.CritiquedPairs,
        ExactDuplicates = tally.ExactDuplicates,
        ConsecutiveRepeats = tally.ConsecutiveRepeats,
        TiedPairs = tally.TiedPairs,
        MalformedReviewLines = 0,
        MalformedMetadataLines = 0,
    };

    private static void Check(SampleRequest request)
    {
        if (request.Users < 1 || request.Items < FewestItems)
        {
            throw new RegenException(
                string.Create(CultureInfo.InvariantCulture, $"{request.Users} users and {request.Items} items make no corpus"),
                "--users, --items",
                $"ask for at least 1 user and {FewestItems} items");
        }

        if (File.Exists(request.Out))
        {
            throw new RegenException("The output folder is a file.", request.Out, "name a folder, or move the file away");
        }
    }

    private static void WriteCorpus(SampleRequest request, string path)
    {
        var text = $$"""
            {
              "synthetic": true,
              "name": "sample",
              "users": {{request.Users}},
              "items": {{request.Items}},
              "seed": {{request.Seed}},
              "version": {{Version}}
            }

            """.ReplaceLineEndings("\n");
        WholeFile.Write(path, text);
    }
}
