using Regen.Core.Domain;

namespace Regen.Core.Models.Encoders.Cache;

/// <summary>The files of one cache.</summary>
/// <remarks>
/// <c>index</c> is written last and by rename, so a cache with one is complete; <c>rows</c> holds float16 vectors and
/// nothing else; <c>rows.part</c> and <c>journal</c> are a cache in the making; <c>lock</c> belongs to its maker.
/// </remarks>
internal sealed record CacheFiles(string Folder)
{
    private const int NoSpaceLeft = 28; // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT

    public string Index => Path.Combine(Folder, "index");

    public string NewIndex => Path.Combine(Folder, "index.part");

    public string Rows => Path.Combine(Folder, "rows");

    public string NewRows => Path.Combine(Folder, "rows.part");

    public string Journal => Path.Combine(Folder, "journal");

    public string Lock => Path.Combine(Folder, "lock");

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
