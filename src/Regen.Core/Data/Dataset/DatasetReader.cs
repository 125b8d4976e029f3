using Regen.Core.Data.Stages;
using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.Data.Dataset;

/// <summary>Reads a dataset beside the corpus that it was written for: every user with critiques and narratives, streamed in order.</summary>
public static class DatasetReader
{
    /// <param name="datasetFolder">A finished dataset.</param>
    /// <param name="preparedFolder">The corpus, which may hold other critiques than when the dataset was written, but the same users and items.</param>
    /// <param name="part">A part of the users, or all of them.</param>
    /// <exception cref="RegenException">The dataset is not finished, or belongs to another corpus.</exception>
    public static IEnumerable<Conversation> Read(string datasetFolder, string preparedFolder, WorkPart? part = null, CancellationToken stop = default)
    {
        var manifest = DatasetManifest.Read(datasetFolder);
        var corpus = HistoryReader.Open(preparedFolder);
        if (manifest.CatalogueSha256 != corpus.Manifest.CatalogueSha256 || manifest.UsersSha256 != UsersSha256(corpus.Manifest))
        {
            throw new RegenException(
                $"the dataset was written for {manifest.Corpus} with other users or items", $"{datasetFolder}, {preparedFolder}", "give the corpus that it was written for, or generate a dataset for this one");
        }

        return Read(datasetFolder, corpus, hasNarratives: true, part, stop);
    }

    /// <summary>The file of a finished dataset that a preparation reads its critiques from.</summary>
    public static string CritiquesOf(string datasetFolder) => Path.Combine(datasetFolder, DatasetTables.Critiques);

    internal static string UsersSha256(Manifest manifest) => manifest.Outputs.Single(output => output.File == OutputStage.Users).Sha256;

    internal static IEnumerable<Conversation> Read(string folder, HistoryReader corpus, bool hasNarratives, WorkPart? part, CancellationToken stop)
    {
        using var critiques = new UserRows(folder, DatasetTables.Critiques, "\"to\", options, drawn, problem", stop);
        using var narratives = hasNarratives ? new UserRows(folder, DatasetTables.Narratives, "item, kind, text", stop) : null;
        foreach (var history in corpus.Read(part, stop))
        {
            yield return new Conversation
            {
                History = history,
                Critiques = critiques.Of(history, DatasetTables.ReadCritique),
                Narratives = narratives?.Of(history, row => DatasetTables.ReadNarrative(row, DatasetTables.Narratives)) ?? [],
            };
        }
    }

    /// <summary>The rows of a table, user by user. Columns: user_number, position, the item's ASIN, and what is asked for.</summary>
    private sealed class UserRows : IDisposable
    {
        private readonly DuckDBConnection engine = DuckDBConnection.Open(new DuckDBOptions { Threads = 1 });
        private readonly string path;
        private readonly DuckDBCommand command;
        private readonly DuckDBDataReader reader;
        private bool hasRow;

        public UserRows(string folder, string file, string columns, CancellationToken stop)
        {
            path = Path.Combine(folder, file);
            command = engine.CreateCommand($"select user_number, \"position\", {columns} from read_parquet({DuckDBConnection.Quote(path)})");
            reader = command.ExecuteReader(stop);
            hasRow = reader.Read();
        }

        public List<T> Of<T>(PurchaseHistory history, Func<DuckDBDataReader, T> make)
        {
            List<T> found = [];
            for (; hasRow && reader.GetInt32(0) <= history.User; hasRow = reader.Read())
            {
                if (reader.GetInt32(0) < history.User)
                {
                    continue;
                }

                if (reader.GetInt32(1) is var position && (position >= history.Purchases.Count || history.Purchases[position].Item.Asin != reader.GetString(2)))
                {
                    throw new RegenException(
                        $"user {history.Key} has another item at position {position} than {reader.GetString(2)}", path, "the corpus was prepared in another order: give the one that the dataset was written for");
                }

                found.Add(make(reader));
            }

            return found;
        }

        public void Dispose()
        {
            reader.Dispose();
            command.Dispose();
            engine.Dispose();
        }
    }
}
