using Regen.Core.Domain;

namespace Regen.Core.Models.Encoders.Cache;

/// <summary>The files of one cache.</summary>
/// <remarks>
/// <c>index</c> is written last and by rename, so a cache with one is complete; <c>rows</c> holds float16 vectors and
/// nothing else; <c>rows.part</c> and <c>journal</c> are a cache in the making; <c>lock</c> belongs to its maker.
/// </remarks>
internal sealed record CacheFiles(string Folder)
{
    /// <summary>The index of a part of a cache.</summary>
    public const string PartName = "part";

    private const int NoSpaceLeft = 28; // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT

    public string Index => Path.Combine(Folder, IndexName);

    public string NewIndex => Path.Combine(Folder, IndexName + ".part");

    public string Rows => Path.Combine(Folder, "rows");

    public string NewRows => Path.Combine(Folder, "rows.part");

    public string Journal => Path.Combine(Folder, "journal");

    public string Lock => Path.Combine(Folder, "lock");

    private string IndexName { get; init; } = "index";

    /// <summary>The files of one part, whose index has a name of its own, so that nobody takes a part for the whole.</summary>
    public static CacheFiles OfPart(string folder) => new(folder) { IndexName = PartName };

    /// <summary>Makes what lies in the unfinished files the finished ones.</summary>
    public void Finish(byte[] index)
    {
        using (var stream = new FileStream(NewIndex, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(index);
            stream.Flush(flushToDisk: true);
        }

        File.Move(NewRows, Rows, overwrite: true);
        File.Move(NewIndex, Index, overwrite: true);
        File.Delete(Journal);
    }

    /// <summary>Runs work that writes files; a full disk or a folder that cannot be written becomes an error with a way out.</summary>
    public T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (IOException e) when ((e.HResult & 0xFFFF) is NoSpaceLeft or QuotaExceeded)
        {
            throw new RegenException("the disk is full", Folder, "free some space and run again: what was encoded so far is kept", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"the text cache cannot be written: {e.Message}", Folder, "choose a folder that can be written, or mend this one", e);
        }
    }
}
