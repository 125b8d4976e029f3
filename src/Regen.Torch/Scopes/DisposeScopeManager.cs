namespace TorchSharp;

public static partial class torch
{
    /// <summary>The innermost open scope of this thread.</summary>
    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.OfThread.Innermost;

    /// <summary>Opens a scope that owns every tensor made on this thread until it is disposed.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.OfThread.Open();

    /// <summary>Runs an expression in a scope of its own and lets only its result out.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        ArgumentNullException.ThrowIfNull(expr);
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}

/// <summary>The open dispose scopes of one thread, and the counts of what was made and freed on it.</summary>
public sealed class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScopeManager? ofThread;

    private DisposeScopeManager()
    {
    }

    /// <summary>Counts of this thread.</summary>
    public static ThreadDisposeScopeStatistics Statistics => OfThread.Counts;

    internal static DisposeScopeManager OfThread => ofThread ??= new DisposeScopeManager();

    internal DisposeScope? Innermost { get; private set; }

    internal ThreadDisposeScopeStatistics Counts { get; } = new();

    internal DisposeScope Open() => Innermost = new DisposeScope(this, Innermost);

    internal DisposeScope? Register(torch.Tensor tensor)
    {
        var counts = Counts.Tensors;
        if (Innermost is not { } scope)
        {
            counts.CreatedOutsideScopeCount++;
            return null;
        }

        counts.CreatedInScopeCount++;
        scope.Add(tensor);
        return scope;
    }

    /// <summary>Scopes may be disposed out of order; the innermost is the last one still open.</summary>
    internal void Close(DisposeScope scope)
    {
        scope.Closed = true;
        while (Innermost is { Closed: true } closed)
        {
            Innermost = closed.OuterScope;
        }
    }
}
