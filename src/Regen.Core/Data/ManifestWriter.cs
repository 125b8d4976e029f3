using System.Reflection;
using Regen.Core.Configuration;
using Regen.Core.Data.Stages;
using Regen.Core.Storage;

namespace Regen.Core.Data;

/// <summary>Puts together what the stages reported.</summary>
internal sealed class ManifestWriter(PreparePlan plan, DataSources sources)
{
    public Manifest Write(ReadReport reviews, ReadReport? metadata, ArrangeReport arranged, CritiqueReport critiques, OutputReport outputs) => new()
    {
        Format = Preparation.Format,
        Name = sources.Name,
        Synthetic = sources.IsSynthetic,
        Order = plan.Order.ToString(),
        Mapping = plan.Mapping.Name,
        MappingSha256 = StrictYaml.Sha256(plan.Mapping),
        Prepare = StrictYaml.Write(plan.Config).TrimEnd('\n').Split('\n'),
        Fingerprint = plan.Fingerprint,
        CatalogueSha256 = outputs.CatalogueSha256,
        Inputs = plan.Inputs,
        Counts = Counts(reviews, metadata, arranged),
        Dropped = Dropped(arranged),
        MalformedLines = reviews.Malformed + (metadata?.Malformed ?? 0),
        FirstMalformedLines = [.. reviews.FirstMalformed, .. metadata?.FirstMalformed ?? []],
        Critiques = new Dictionary<string, long>
        {
            ["given"] = critiques.Given,
            ["pairs_critiqued"] = critiques.CritiquedPairs,
            ["of_unknown_users_or_items"] = critiques.OfUnknownKeys,
            ["of_no_eligible_pair"] = critiques.OfUnknownPairs,
            ["distinct_texts"] = critiques.Texts,
        },
        FirstUnmatchedCritiques = critiques.FirstUnmatched,
        CritiqueSentinels = critiques.Sentinels,
        Versions = new Dictionary<string, string>
        {
            ["regen"] = typeof(ManifestWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
            ["duckdb"] = DuckDBConnection.EngineVersion,
        },
        Outputs = outputs.Files,
    };

    private static Dictionary<string, long> Counts(ReadReport reviews, ReadReport? metadata, ArrangeReport arranged) => new()
    {
        ["review_records"] = reviews.Records,
        ["interactions_without_time"] = reviews.WithoutTime,
        ["metadata_records"] = metadata?.Records ?? 0,
        ["source_interactions"] = arranged.SourceInteractions,
        ["source_users"] = arranged.SourceUsers,
        ["source_items"] = arranged.SourceItems,
        ["bought_items_without_metadata"] = arranged.ItemsWithoutMetadata,
        ["bought_items_without_title"] = arranged.ItemsWithoutTitle,
        ["bought_items_without_category"] = arranged.ItemsWithoutCategory,
        ["interactions"] = arranged.Interactions,
        ["users"] = arranged.Users,
        ["items"] = arranged.Items,
    };

    private static Dictionary<string, long> Dropped(ArrangeReport arranged) => new()
    {
        ["interactions_without_metadata"] = arranged.Dropped.WithoutMetadata,
        ["interactions_without_title"] = arranged.Dropped.WithoutTitle,
        ["duplicate_records"] = arranged.Dropped.DuplicateRecords,
        ["consecutive_repeats"] = arranged.Dropped.ConsecutiveRepeats,
        ["later_of_same_item"] = arranged.Dropped.LaterOfSameItem,
        ["interactions_of_short_users"] = arranged.Dropped.OfShortUsers,
        ["short_users"] = arranged.Dropped.ShortUsers,
        ["users_without_interaction"] = arranged.Dropped.UsersWithoutInteraction,
        ["second_metadata_of_an_item"] = arranged.DoubleMetadata,
        ["unused_items"] = arranged.UnusedItems,
    };
}
