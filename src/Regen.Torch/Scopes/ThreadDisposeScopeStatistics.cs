namespace TorchSharp;

/// <summary>How many disposables a thread made and freed, inside and outside of scopes.</summary>
public interface ILifetimeStatistics
{
    long CreatedOutsideScopeCount { get; }

    long DisposedOutsideScopeCount { get; }

    long CreatedInScopeCount { get; }

    long DisposedInScopeCount { get; }

    long AttachedToScopeCount { get; }

    long DetachedFromScopeCount { get; }

    /// <summary>Made on this thread less disposed on it.</summary>
    long ThreadTotalLiveCount { get; }

    void Reset();
}

/// <summary>The counts of one kind of disposable.</summary>
public class LifetimeStatistics : ILifetimeStatistics
{
    public long CreatedOutsideScopeCount { get; internal set; }

    public long DisposedOutsideScopeCount { get; internal set; }

    public long CreatedInScopeCount { get; internal set; }

    public long DisposedInScopeCount { get; internal set; }

    public long AttachedToScopeCount { get; internal set; }

    public long DetachedFromScopeCount { get; internal set; }

    public long ThreadTotalLiveCount =>
        CreatedInScopeCount - DisposedInScopeCount + CreatedOutsideScopeCount - DisposedOutsideScopeCount;

    public void Reset()
    {
        CreatedOutsideScopeCount = 0;
        DisposedOutsideScopeCount = 0;
        CreatedInScopeCount = 0;
        DisposedInScopeCount = 0;
        AttachedToScopeCount = 0;
        DetachedFromScopeCount = 0;
    }

    public override string ToString() =>
        $"live {ThreadTotalLiveCount}; in scopes made {CreatedInScopeCount}, disposed {DisposedInScopeCount}, "
        + $"attached {AttachedToScopeCount}, detached {DetachedFromScopeCount}; "
        + $"outside made {CreatedOutsideScopeCount}, disposed {DisposedOutsideScopeCount}";
}

/// <summary>The counts of one thread.</summary>
public class ThreadDisposeScopeStatistics : ILifetimeStatistics
{
    public ILifetimeStatistics TensorStatistics => Tensors;

    public long CreatedOutsideScopeCount => Tensors.CreatedOutsideScopeCount;

    public long DisposedOutsideScopeCount => Tensors.DisposedOutsideScopeCount;

    public long CreatedInScopeCount => Tensors.CreatedInScopeCount;

    public long DisposedInScopeCount => Tensors.DisposedInScopeCount;

    public long AttachedToScopeCount => Tensors.AttachedToScopeCount;

    public long DetachedFromScopeCount => Tensors.DetachedFromScopeCount;

    public long ThreadTotalLiveCount => Tensors.ThreadTotalLiveCount;

    internal LifetimeStatistics Tensors { get; } = new();

    public void Reset() => Tensors.Reset();

    public override string ToString() => Tensors.ToString();
}
