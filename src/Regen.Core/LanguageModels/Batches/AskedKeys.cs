using System.Runtime.InteropServices;
using Regen.Core.Domain;

namespace Regen.Core.LanguageModels.Batches;

/// <summary>How far a key has come in this ingest; higher is better.</summary>
internal enum KeyState : byte
{
    Missing,
    Torn,
    Failed,
    Answered,
}

/// <summary>All keys of a folder's rounds, with their places on the disk. Memory: some 60 bytes for each.</summary>
internal sealed class AskedKeys : IDisposable
{
    private readonly Dictionary<UInt128, Slot> slots = [];
    private readonly List<Source> sources = [];

    /// <exception cref="RegenException">A file of a round is damaged.</exception>
    public AskedKeys(IReadOnlyList<BatchRound> rounds)
    {
        foreach (var round in rounds)
        {
            foreach (var file in round.Manifest.Files)
            {
                round.Check(file);
                Load(new Source(round, file));
            }
        }
    }

    public int Count => slots.Count;

    /// <summary>Labels of the request files that at least one line spoke of.</summary>
    public IEnumerable<string> HeardOf => sources.Where(static source => source.IsHeard).Select(static source => source.Round.Label(source.File));

    /// <summary>Keys in a state, with the code of a failure.</summary>
    public IEnumerable<(UInt128 Key, KeyState State, string? Code)> All => slots.Select(static slot => (slot.Key, slot.Value.State, slot.Value.Code));

    /// <returns>False for a key that no file asked for.</returns>
    public bool Contains(AnswerKey key) => slots.ContainsKey(key.Half);

    public KeyState StateOf(AnswerKey key) => slots[key.Half].State;

    /// <summary>Marks a key that <see cref="Contains"/>; a state never falls back.</summary>
    public void Mark(AnswerKey key, KeyState state, string? code = null) => Mark(key.Half, state, code);

    /// <inheritdoc cref="Mark(AnswerKey, KeyState, string?)"/>
    public void Mark(UInt128 key, KeyState state, string? code = null)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrNullRef(slots, key);
        sources[slot.Source].IsHeard = true;
        if (state > slot.State)
        {
            (slot.State, slot.Code) = (state, code is null ? null : string.Intern(code));
        }
    }

    /// <returns>The request that was asked under a key, read back from the disk; and the key in full.</returns>
    public (AnswerKey Key, ModelRequest Request) Request(UInt128 asked)
    {
        var slot = slots[asked];
        return sources[slot.Source].Read(slot.Offset, slot.Length);
    }

    public void Dispose() => sources.ForEach(static source => source.Dispose());

    private void Load(Source source)
    {
        sources.Add(source);
        foreach (var (offset, length, key) in source.Places())
        {
            slots[new AnswerKey(key).Half] = new Slot { Source = sources.Count - 1, Offset = offset, Length = length };
        }
    }

    private struct Slot
    {
        public int Source;
        public int Length;
        public long Offset;
        public KeyState State;
        public string? Code;
    }

    private sealed class Source(BatchRound round, BatchFile file) : IDisposable
    {
        private readonly FileStream requests = System.IO.File.OpenRead(round.PathOf(file.Name));
        private readonly FileStream places = System.IO.File.OpenRead(round.PathOf(file.Places));

        public BatchRound Round { get; } = round;

        public BatchFile File { get; } = file;

        public bool IsHeard { get; set; }

        public IEnumerable<(long Offset, int Length, string Key)> Places()
        {
            long offset = 0;
            foreach (var (_, bytes, _) in BoundedLines.Read(Round.PathOf(File.Places), int.MaxValue))
            {
                yield return (offset, bytes.Length, PlaceLine.Read(bytes, places.Name).Key);
                offset += bytes.Length + 1;
            }
        }

        public (AnswerKey Key, ModelRequest Request) Read(long offset, int length)
        {
            var place = PlaceLine.Read(Bytes(places, offset, length), places.Name);
            var (system, user) = RequestLine.Texts(Round.Manifest.Format, Bytes(requests, place.Offset, place.Bytes));
            return (new AnswerKey(place.Key), new ModelRequest
            {
                Place = place.Place,
                Prompt = place.Prompt,
                System = system,
                User = user,
                Schema = place.Schema is { } number ? Round.Manifest.Schemas[number] : null,
                SchemaName = place.SchemaName,
                Draw = place.Draw,
                MaxOutputTokens = place.MaxOutputTokens,
            });
        }

        public void Dispose()
        {
            requests.Dispose();
            places.Dispose();
        }

        private static byte[] Bytes(FileStream stream, long offset, int length)
        {
            var bytes = new byte[length];
            RandomAccess.Read(stream.SafeFileHandle, bytes, offset);
            return bytes;
        }
    }
}
