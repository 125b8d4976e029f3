using Regen.Core.Data;
using Regen.Core.Data.Sources;

namespace Regen.Cli.Commands;

/// <summary>What a preparation kept and dropped, in lines for a terminal.</summary>
internal static class PrepareLines
{
    public static void Print(Manifest manifest)
    {
        foreach (var (what, count) in manifest.Counts)
        {
            Console.WriteLine($"  {Words(what),-32} {count,14:N0}");
        }

        foreach (var (reason, count) in manifest.Dropped.Where(drop => drop.Value > 0))
        {
            Console.WriteLine($"  dropped: {Words(reason),-32} {count,5:N0}");
        }

        foreach (var (what, count) in manifest.Critiques.Where(critique => critique.Value > 0))
        {
            Console.WriteLine($"  critiques: {Words(what),-30} {count,5:N0}");
        }

        foreach (var example in manifest.FirstUnmatchedCritiques)
        {
            Console.WriteLine($"    not placed: {example}");
        }

        PrintMalformed(manifest.MalformedLines, manifest.FirstMalformedLines);
    }

    public static void PrintMalformed(long count, IReadOnlyList<MalformedLine> first)
    {
        if (count == 0)
        {
            return;
        }

        Console.WriteLine($"  unusable lines: {count:N0}, the first of them:");
        foreach (var line in first)
        {
            Console.WriteLine($"    {line.File}, line {line.Line:N0}: {line.Problem}: {line.Quote}");
        }
    }

    private static string Words(string key) => key.Replace('_', ' ');
}
