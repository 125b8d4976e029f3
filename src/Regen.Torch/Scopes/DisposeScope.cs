namespace TorchSharp;

/// <summary>Owns what is made on its thread while it is open, and disposes it on closing.</summary>
public sealed class DisposeScope : IDisposable
{
    private readonly DisposeScopeManager manager;
    private HashSet<IDisposable> owned = new(ReferenceEqualityComparer.Instance);

    internal DisposeScope(DisposeScopeManager manager, DisposeScope? outer)
    {
        this.manager = manager;
        OuterScope = outer;
    }

    /// <summary>How many disposables the scope owns.</summary>
    public int DisposablesCount => owned.Count;

    /// <summary>What the scope owns now; later changes do not show.</summary>
    public IReadOnlyList<IDisposable> DisposablesView => [.. owned];

    internal DisposeScope? OuterScope { get; }

    internal bool Closed { get; set; }

    public T MoveToOuter<T>(T disposable)
        where T : IDisposable => MoveToOther(OuterScope, disposable);

    public (T1 First, T2 Second) MoveToOuter<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable => (MoveToOuter(first), MoveToOuter(second));

    public (T1 First, T2 Second, T3 Third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable => (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOther(OuterScope, disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(OuterScope, disposables);

    /// <summary>Moves what this scope owns to another; null means to none, so that the caller must dispose it.</summary>
    public T MoveToOther<T>(DisposeScope? scope, T disposable)
        where T : IDisposable
    {
        if (owned.Remove(disposable))
        {
            Give(scope, disposable);
        }

        return disposable;
    }

    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) => MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        ArgumentNullException.ThrowIfNull(disposables);
        foreach (var disposable in disposables)
        {
            MoveToOther(scope, disposable);
        }
    }

    /// <summary>Takes something out of every scope.</summary>
    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        if (owned.Remove(disposable))
        {
            manager.Counts.Tensors.DetachedFromScopeCount++;
            SetOwner(disposable, null);
        }

        return disposable;
    }

    public (T1 First, T2 Second) Detach<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable => (Detach(first), Detach(second));

    public (T1 First, T2 Second, T3 Third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable => (Detach(first), Detach(second), Detach(third));

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        ArgumentNullException.ThrowIfNull(disposables);
        foreach (var disposable in disposables)
        {
            Detach(disposable);
        }
    }

    /// <summary>Takes ownership of something made elsewhere.</summary>
    public void Attach(IDisposable disposable)
    {
        manager.Counts.Tensors.AttachedToScopeCount++;
        if (disposable is torch.Tensor { OwningDisposeScope: { } owner })
        {
            owner.owned.Remove(disposable);
        }

        Give(this, disposable);
    }

    public T Attach<T>(T disposable)
        where T : IDisposable
    {
        Attach((IDisposable)disposable);
        return disposable;
    }

    public void DisposeEverything() => DisposeEverythingBut([]);

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep)
        where T : IDisposable
    {
        DisposeEverythingBut([keep]);
        return keep;
    }

    public (T1 First, T2 Second) DisposeEverythingBut<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable
    {
        DisposeEverythingBut([first, second]);
        return (first, second);
    }

    public (T1 First, T2 Second, T3 Third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable
    {
        DisposeEverythingBut([first, second, third]);
        return (first, second, third);
    }

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var before = owned;
        owned = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        foreach (var disposable in before)
        {
            if (!owned.Contains(disposable))
            {
                manager.Counts.Tensors.DisposedInScopeCount++;
                SetOwner(disposable, null);
                DisposeOwned(disposable);
            }
        }
    }

    public bool Contains(IDisposable disposable) => owned.Contains(disposable);

    public void Dispose()
    {
        if (!Closed)
        {
            DisposeEverything();
            manager.Close(this);
        }
    }

    /// <summary>Called by a disposable that was disposed by hand, so that the scope forgets it.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        if (owned.Remove(disposable))
        {
            manager.Counts.Tensors.DisposedInScopeCount++;
        }

        SetOwner(disposable, null);
    }

    internal void Add(IDisposable disposable) => owned.Add(disposable);

    internal void Swap(IDisposable gone, IDisposable instead)
    {
        owned.Remove(gone);
        owned.Add(instead);
    }

    private static void DisposeOwned(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor)
        {
            tensor.Free();
        }
        else
        {
            disposable.Dispose();
        }
    }

    private static void SetOwner(IDisposable disposable, DisposeScope? scope)
    {
        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningDisposeScope = scope;
        }
    }

    private void Give(DisposeScope? scope, IDisposable disposable)
    {
        scope?.owned.Add(disposable);
        SetOwner(disposable, scope);
    }
}
