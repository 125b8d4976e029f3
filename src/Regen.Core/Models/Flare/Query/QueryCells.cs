// Shape letters: Q questions, N cells (a question and one of its rivals), U distinct rivals, E word matches.
using TorchSharp.Regen;
using static TorchSharp.torch;

namespace Regen.Core.Models.Flare.Query;

/// <summary>One critique on its way to the head.</summary>
/// <param name="Previous">The item that it speaks of.</param>
/// <param name="Words">The catalogue's words in it.</param>
/// <param name="Hidden">Items that cannot be the answer: the history.</param>
/// <param name="Target">The item that followed, while training; -1 in use.</param>
public readonly record struct CritiqueQuestion(int Previous, int[] Words, int[] Hidden, int Target);

/// <summary>All questions of a batch beside all their rivals, one cell each, as flat columns.</summary>
internal sealed class QueryCells
{
    private readonly QuerySources sources;
    private readonly IReadOnlyList<CritiqueQuestion> questions;
    private readonly float[,] likeness_QE;
    private readonly List<long> rows = [];
    private readonly List<long> places = [];
    private readonly List<long> items = [];
    private readonly List<float> same = [];
    private readonly List<float> memory = [];
    private readonly List<long> wordCells = [];
    private readonly List<long> words = [];
    private readonly List<long> kinds = [];
    private readonly List<float> wordWeights = [];

    /// <param name="likeness_QE">Cosine of each question's sentence with each remembered one.</param>
    /// <param name="keptWord">Whether a question's word is read: false now and then while training.</param>
    public QueryCells(QuerySources sources, IReadOnlyList<CritiqueQuestion> questions, float[,] likeness_QE, Func<int, int, bool>? keptWord = null)
    {
        (this.sources, this.questions, this.likeness_QE) = (sources, questions, likeness_QE);
        Targets = new long[questions.Count];
        for (var row = 0; row < questions.Count; row++)
        {
            Fill(row, keptWord);
        }
    }

    public int Count => items.Count;

    /// <summary>The longest list of rivals.</summary>
    public int Width { get; private set; }

    /// <summary>Place of the target among the question's cells; -100 where there is none.</summary>
    public long[] Targets { get; }

    public IReadOnlyList<long> Items => items;

    public IReadOnlyList<long> Rows => rows;

    /// <summary>Place of each cell in a matrix of questions by <see cref="Width"/>.</summary>
    public long[] Places => [.. rows.Select((row, i) => (row * Width) + places[i])];

    public CellTensors ToTensors(Device device)
    {
        long[] rivals = [.. items.Distinct().Order()];
        var columns = rivals.Select((item, column) => (item, column)).ToDictionary(pair => pair.item, pair => pair.column);
        return new CellTensors(
            tensor(rivals).Upload(device),
            tensor(questions.Select(question => (long)question.Previous).ToArray()).Upload(device),
            tensor(rows.Select((row, i) => (row * rivals.Length) + columns[items[i]]).ToArray()).Upload(device),
            tensor(same.ToArray()).Upload(device),
            tensor(memory.ToArray()).view(-1, 3).Upload(device),
            words.Count == 0 ? null : new WordMatches(
                tensor(wordCells.ToArray()).Upload(device), tensor(words.ToArray()).Upload(device), tensor(kinds.ToArray()).Upload(device), tensor(wordWeights.ToArray()).Upload(device)));
    }

    private void Fill(int row, Func<int, int, bool>? keptWord)
    {
        var question = questions[row];
        var hidden = question.Hidden.ToHashSet();
        var read = keptWord is null ? question.Words : [.. question.Words.Where((_, i) => keptWord(row, i))];
        var place = 0;
        Targets[row] = -100;
        foreach (var item in sources.RivalsOf(question.Previous))
        {
            if (hidden.Contains(item) && item != question.Target)
            {
                continue;
            }

            if (item == question.Target)
            {
                Targets[row] = place;
            }

            AddWords(question, item, read);
            AddMemory(row, question, item);
            same.Add(sources.Paths[item] == sources.Paths[question.Previous] ? 1 : 0);
            rows.Add(row);
            places.Add(place++);
            items.Add(item);
        }

        Width = Math.Max(Width, place);
    }

    private void AddWords(CritiqueQuestion question, int item, int[] read)
    {
        for (var field = 0; field < ItemWords.Fields; field++)
        {
            foreach (var word in read)
            {
                if (sources.Words.Holds(item, field, word))
                {
                    wordCells.Add(items.Count);
                    words.Add(word);
                    kinds.Add((field * 2) + (sources.Words.Holds(question.Previous, field, word) ? 1 : 0));
                    wordWeights.Add(sources.Words.Rarity[word]);
                }
            }
        }
    }

    // Largest and mean likeness to what others said on their way to the item, and whether anybody said anything.
    private void AddMemory(int row, CritiqueQuestion question, int item)
    {
        var (largest, sum, count) = (float.NegativeInfinity, 0f, 0);
        for (var entry = sources.Memory.Starts[item]; entry < sources.Memory.Starts[item + 1]; entry++)
        {
            var isOwn = item == question.Target && sources.Memory.From[entry] == question.Previous;
            if (!isOwn)
            {
                largest = Math.Max(largest, likeness_QE[row, entry]);
                sum += likeness_QE[row, entry];
                count++;
            }
        }

        memory.Add(count == 0 ? 0 : largest);
        memory.Add(count == 0 ? 0 : sum / count);
        memory.Add(count == 0 ? 1 : 0);
    }
}

/// <summary>Cells as tensors.</summary>
/// <param name="Rivals_U">Items that are anybody's rival, each once, int64 [U].</param>
/// <param name="Previous_Q">The item that each question speaks of, int64 [Q].</param>
/// <param name="Pairs_N">Place of each cell in a matrix [Q, U], int64 [N].</param>
/// <param name="Same_N">1 where rival and previous item share the whole path, float32 [N].</param>
/// <param name="Memory_N3">Largest and mean likeness, and 1 where nothing is remembered, float32 [N, 3].</param>
/// <param name="Words">Words that question and rival share; null for none at all.</param>
internal sealed record CellTensors(
    Tensor Rivals_U, Tensor Previous_Q, Tensor Pairs_N, Tensor Same_N, Tensor Memory_N3, WordMatches? Words);

/// <param name="Cells_E">Cell, int64 [E].</param>
/// <param name="Words_E">Word number, int64 [E].</param>
/// <param name="Kinds_E">2 * field, plus 1 where the previous item has the word there too; int64 [E].</param>
/// <param name="Rarity_E">float32 [E].</param>
internal sealed record WordMatches(Tensor Cells_E, Tensor Words_E, Tensor Kinds_E, Tensor Rarity_E);
