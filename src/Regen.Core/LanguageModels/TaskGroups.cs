namespace Regen.Core.LanguageModels;

/// <summary>Does one thing for all that wait for the same task, so that a commit of hundreds of rows wakes its waiters by few hops. Thread safe.</summary>
/// <param name="done">Called with some of the waiters of a task that ended, and its failure; null where it succeeded.</param>
internal sealed class TaskGroups<T>(Action<ReadOnlySpan<T>, Exception?> done)
{
    /// <summary>So many are handled in a row; more of them on other threads beside.</summary>
    private const int MostInRow = 64;

    private readonly Lock gate = new();
    private Group? latest;

    public void Add(Task task, T item)
    {
        Group? fresh = null;
        lock (gate)
        {
            if (latest is { IsOver: false } group && ReferenceEquals(group.Task, task))
            {
                group.Items.Add(item);
                return;
            }

            if (!task.IsCompleted)
            {
                latest = fresh = new Group(task, [item]);
            }
        }

        if (fresh is null)
        {
            done([item], task.Exception?.InnerException);
            return;
        }

        task.ContinueWith((_, group) => Finish((Group)group!), fresh, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private void Finish(Group group)
    {
        lock (gate)
        {
            group.IsOver = true;
        }

        var problem = group.Task.Exception?.InnerException;
        T[] items = [.. group.Items];
        for (var start = MostInRow; start < items.Length; start += MostInRow)
        {
            var (from, count) = (start, Math.Min(MostInRow, items.Length - start));
            ThreadPool.UnsafeQueueUserWorkItem(_ => done(items.AsSpan(from, count), problem), null);
        }

        done(items.AsSpan(0, Math.Min(MostInRow, items.Length)), problem);
    }

    private sealed class Group(Task task, List<T> items)
    {
        public Task Task { get; } = task;

        public List<T> Items { get; } = items;

        /// <summary>Its waiters are being told; guarded by the owner's lock.</summary>
        public bool IsOver { get; set; }
    }
}
