using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Models.Flare;
using Regen.Core.Models.Flare.Query;
using static TorchSharp.torch;

namespace Regen.Core.Training;

/// <summary>One critiqued pair.</summary>
/// <param name="Question">As the head is asked.</param>
/// <param name="Critique">Row of its sentence.</param>
public readonly record struct QueryExample(CritiqueQuestion Question, int Critique)
{
    /// <summary>The same wish in other words: rows of sentences, and the words in them that the catalogue knows. Empty for none.</summary>
    public IReadOnlyList<(int Critique, int[] Words)> Options { get; init; } = [];

    /// <summary>The example in one of its wordings.</summary>
    public QueryExample Worded(SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (Options.Count == 0)
        {
            return this;
        }

        var (critique, words) = Options[random.Next(Options.Count)];
        return new QueryExample(Question with { Words = words }, critique);
    }
}

/// <summary>The critiqued pairs of a corpus, and the head's view of its catalogue.</summary>
public static class QueryExamples
{
    /// <summary>Every critiqued pair of the training part, user by user.</summary>
    public static QueryExample[] OfTraining(PreparedData data, TextTables texts, QuerySources sources, bool isReadByWord) =>
    [
        .. Enumerable.Range(0, data.Sequences.UserCount).SelectMany(user =>
            Enumerable.Range(1, Math.Max(0, data.Split.TrainLength[user] - 1))
                .Where(position => data.Sequences.IsCritiquedAt(user, position))
                .Select(position => Of(data, texts, sources, isReadByWord, user, position) with
                {
                    Options = [.. data.Wordings.At(user, position).Select(option => (option, Words(texts, sources, isReadByWord, option)))],
                })),
    ];

    /// <summary>The critiqued ones among some cases.</summary>
    public static QueryExample[] OfCases(PreparedData data, TextTables texts, QuerySources sources, bool isReadByWord, IEnumerable<EvaluationCase> cases) =>
    [
        .. cases.Where(asked => data.Sequences.IsCritiquedAt(asked.User, asked.HistoryLength))
            .Select(asked => Of(data, texts, sources, isReadByWord, asked.User, asked.HistoryLength)),
    ];

    /// <summary>What the head reads of a corpus: texts, words, classes and, where asked for, the training part's critiques.</summary>
    public static QuerySources Sources(FlareTask task)
    {
        using var scope = NewDisposeScope();
        var config = task.Model.Critique.Query!;
        var (classes, paths) = QuerySources.ClassesOf(task.Data.Items, config.MinSharedLevels);
        var critiques_CL = QuerySources.Unit(task.Texts.Critiques!);
        var sources = new QuerySources(
            QuerySources.Unit(task.Texts.Items!),
            QuerySources.Unit(task.Texts.Titles!),
            ItemWords.Of(task.Data.Items),
            classes,
            paths,
            CritiqueMemory.Of(task.Data.Items.Count, config.Memory ? TrainingPairs(task.Data) : [], critiques_CL));
        return sources.Keep();
    }

    private static IEnumerable<(int From, int To, int Critique)> TrainingPairs(PreparedData data)
    {
        for (var user = 0; user < data.Sequences.UserCount; user++)
        {
            for (var position = 1; position < data.Split.TrainLength[user]; position++)
            {
                if (data.Sequences.IsCritiquedAt(user, position))
                {
                    var items = data.Sequences.MemoryOf(user).Span;
                    yield return (items[position - 1], items[position], data.Sequences.CritiquesOf(user)[position]);
                }
            }
        }
    }

    private static QueryExample Of(PreparedData data, TextTables texts, QuerySources sources, bool isReadByWord, int user, int position)
    {
        var items = data.Sequences.ItemsOf(user);
        var critique = data.Sequences.CritiquesOf(user)[position];
        var question = new CritiqueQuestion(items[position - 1], Words(texts, sources, isReadByWord, critique), items[..position].ToArray(), items[position]);
        return new QueryExample(question, critique);
    }

    private static int[] Words(TextTables texts, QuerySources sources, bool isReadByWord, int critique) =>
        isReadByWord ? sources.Words.Known(texts.Sentences[critique]) : [];
}
