using System.Runtime.InteropServices;

namespace Regen.Core.Storage.Native;

/// <summary>An open database; connections keep it alive.</summary>
internal sealed class DatabaseHandle : SafeHandle
{
    public DatabaseHandle(nint database)
        : base(0, ownsHandle: true) => SetHandle(database);

    public override bool IsInvalid => handle == 0;

    public nint Value => handle;

    protected override bool ReleaseHandle()
    {
        NativeMethods.Close(ref handle);
        return true;
    }
}

/// <summary>One connection of a database, which it holds open.</summary>
internal sealed class ConnectionHandle : SafeHandle
{
    private readonly DatabaseHandle database;

    public ConnectionHandle(DatabaseHandle database)
        : base(0, ownsHandle: true)
    {
        this.database = database;
        var isHeld = false;
        database.DangerousAddRef(ref isHeld);
        if (NativeMethods.Connect(database.Value, out var connection) != 0)
        {
            database.DangerousRelease();
            throw new InvalidOperationException("DuckDB gave no connection");
        }

        SetHandle(connection);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMethods.Disconnect(ref handle);
        database.DangerousRelease();
        return true;
    }
}
