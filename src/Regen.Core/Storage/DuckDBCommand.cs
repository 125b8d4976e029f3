using System.Text;
using Regen.Core.Storage.Native;

namespace Regen.Core.Storage;

/// <summary>One statement with its parameters (<c>?</c> or <c>$1</c>), which are bound by position from 1.</summary>
public sealed class DuckDBCommand : IDisposable
{
    private readonly DuckDBConnection connection;
    private readonly string sql;
    private nint statement;

    internal DuckDBCommand(DuckDBConnection connection, string sql)
    {
        this.connection = connection;
        this.sql = sql;
        Prepare();
    }

    public int ParameterCount => (int)NativeMethods.ParameterCount(statement);

    /// <param name="index">From 1.</param>
    /// <param name="value">null, bool, int, long, double or string.</param>
    public unsafe DuckDBCommand Bind(int index, object? value)
    {
        ObjectDisposedException.ThrowIf(statement == 0, this);
        var at = (ulong)index;
        var state = value switch
        {
            null => NativeMethods.BindNull(statement, at),
            bool flag => NativeMethods.BindBoolean(statement, at, flag),
            int number => NativeMethods.BindInt64(statement, at, number),
            long number => NativeMethods.BindInt64(statement, at, number),
            double number => NativeMethods.BindDouble(statement, at, number),
            string text => BindText(at, text),
            _ => throw new ArgumentException($"a parameter cannot be a {value.GetType().Name}", nameof(value)),
        };
        ArgumentOutOfRangeException.ThrowIfNotEqual(state, 0, nameof(index));
        return this;
    }

    /// <summary>Runs a statement and returns the rows it changed.</summary>
    public long ExecuteNonQuery(CancellationToken stop = default)
    {
        ObjectDisposedException.ThrowIf(statement == 0, this);
        stop.ThrowIfCancellationRequested();
        using var interrupt = stop.Register(() => NativeMethods.Interrupt(connection.Handle));
        var state = NativeMethods.Pending(statement, out var pending);
        try
        {
            if (state == 0)
            {
                Work(pending);
                state = NativeMethods.ExecutePending(pending, out var result);
                var (changed, words) = ((long)NativeMethods.RowsChanged(ref result), Words(ref result));
                NativeMethods.DestroyResult(ref result);
                return state == 0 ? changed : throw Failure(words, stop);
            }

            throw Failure(Words(pending), stop);
        }
        finally
        {
            NativeMethods.DestroyPending(ref pending);
        }
    }

    /// <summary>Runs a query; its rows stream chunk by chunk, so memory does not grow with the result.</summary>
    public DuckDBDataReader ExecuteReader(CancellationToken stop = default)
    {
        ObjectDisposedException.ThrowIf(statement == 0, this);
        stop.ThrowIfCancellationRequested();
        var interrupt = stop.Register(() => NativeMethods.Interrupt(connection.Handle));
        if (NativeMethods.ExecuteStreaming(statement, out var result) == 0)
        {
            return new DuckDBDataReader(result, sql, interrupt, stop);
        }

        interrupt.Dispose();
        var words = Words(ref result);
        NativeMethods.DestroyResult(ref result);
        throw Failure(words, stop);
    }

    public void Dispose()
    {
        if (statement != 0)
        {
            NativeMethods.DestroyPrepare(ref statement);
            statement = 0;
        }
    }

    private static unsafe string? Words(ref Result result) => DuckDBException.Words(NativeMethods.ResultError(ref result));

    private static unsafe string? Words(nint pending) => DuckDBException.Words(NativeMethods.PendingError(pending));

    // The engine's own loop asks for tasks without a pause while its threads do the last of them: a core for nothing.
    private static void Work(nint pending)
    {
        var idle = new SpinWait();
        while (NativeMethods.ExecuteTask(pending) is var state && !NativeMethods.IsFinished(state))
        {
            if (state == PendingState.NoTasks)
            {
                idle.SpinOnce();
            }
            else
            {
                idle.Reset();
            }
        }
    }

    private Exception Failure(string? words, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return DuckDBException.From(words, sql);
    }

    private unsafe void Prepare()
    {
        if (NativeMethods.Prepare(connection.Handle, sql, out statement) == 0)
        {
            return;
        }

        var words = DuckDBException.Words(NativeMethods.PrepareError(statement));
        Dispose();
        throw DuckDBException.From(words, sql);
    }

    private unsafe int BindText(ulong index, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = utf8)
        {
            var none = (byte)0;
            return NativeMethods.BindText(statement, index, utf8.Length == 0 ? &none : start, (ulong)utf8.Length);
        }
    }
}
