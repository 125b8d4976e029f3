using System.Diagnostics;
using System.Globalization;
using Regen.Core.Domain;

namespace Regen.Core.LanguageModels;

/// <summary>Counts outcomes by kind. Thread safe.</summary>
internal sealed class OutcomeTally
{
    private long answered;
    private long unreadable;
    private long unanswered;
    private long waiting;

    public long Answered => Interlocked.Read(ref answered);

    public long Unreadable => Interlocked.Read(ref unreadable);

    public long Unanswered => Interlocked.Read(ref unanswered);

    public long Waiting => Interlocked.Read(ref waiting);

    public void Count<T>(Outcome<T> outcome) => _ = outcome switch
    {
        Outcome<T>.Answered => Interlocked.Increment(ref answered),
        Outcome<T>.Unreadable => Interlocked.Increment(ref unreadable),
        Outcome<T>.Unanswered => Interlocked.Increment(ref unanswered),
        _ => Interlocked.Increment(ref waiting),
    };
}

/// <summary>Says once a second how far an interview is: done, failed by kind, tokens, cost so far, rate, time left.</summary>
internal sealed class ProgressMeter : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly string stage;
    private readonly long? total;
    private readonly IProgress<WorkProgress>? progress;
    private readonly Func<InterviewSummary> summary;
    private readonly Queue<(long At, long Done)> marks = [];
    private readonly Lock gate = new();
    private readonly Timer? timer;
    private long done;

    public ProgressMeter(string stage, long? total, IProgress<WorkProgress>? progress, Func<InterviewSummary> summary)
    {
        (this.stage, this.total, this.progress, this.summary) = (stage, total, progress, summary);
        marks.Enqueue((Stopwatch.GetTimestamp(), 0));
        timer = progress is null ? null : new Timer(_ => Report(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public void Count() => Interlocked.Increment(ref done);

    /// <summary>Reports a last time.</summary>
    public void Dispose()
    {
        timer?.Dispose();
        Report();
    }

    /// <summary>The line's second half: "3 refused, 12 timed out; 1.2 M tokens, $3.2051, 12.3/s, 4 min left".</summary>
    internal static string Detail(InterviewSummary now, double rate, TimeSpan? left)
    {
        var parts = new List<string>();
        parts.AddRange(now.Failed.Select(static kind => $"{kind.Value:N0} {Words(kind.Key)}"));
        if (now.Unreadable > 0)
        {
            parts.Add($"{now.Unreadable:N0} unreadable");
        }

        parts.Add($"{now.Ledger.InputTokens + now.Ledger.OutputTokens:N0} tokens");
        if (now.Ledger.Cost > 0)
        {
            parts.Add(now.Ledger.Cost.ToString("$0.0000", CultureInfo.InvariantCulture));
        }

        parts.Add(rate.ToString(rate < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + "/s");
        if (left is { } time)
        {
            parts.Add((time.TotalHours >= 2 ? $"{time.TotalHours:0.0} h" : time.TotalMinutes >= 2 ? $"{time.TotalMinutes:0} min" : $"{time.TotalSeconds:0} s") + " left");
        }

        if (now.ReportedModels.Count > 1)
        {
            parts.Add("the model changed: " + string.Join(", then ", now.ReportedModels));
        }

        return string.Join(", ", parts);
    }

    private static string Words(AttemptKind kind) => kind switch
    {
        AttemptKind.RateLimited => "rate limited",
        AttemptKind.ServerError => "server errors",
        AttemptKind.TimedOut => "timed out",
        AttemptKind.Cut => "cut off",
        AttemptKind.Broken => "no JSON",
        AttemptKind.Closed => "closed",
        _ => "refused",
    };

    private void Report()
    {
        if (progress is null)
        {
            return;
        }

        lock (gate)
        {
            var (now, count) = (Stopwatch.GetTimestamp(), Interlocked.Read(ref done));
            while (marks.Count > 1 && Stopwatch.GetElapsedTime(marks.Peek().At, now) > Window)
            {
                marks.Dequeue();
            }

            var (since, before) = marks.Peek();
            marks.Enqueue((now, count));
            var rate = (count - before) / Math.Max(1e-3, Stopwatch.GetElapsedTime(since, now).TotalSeconds);
            TimeSpan? left = total is { } all && rate > 0 ? TimeSpan.FromSeconds(Math.Min((all - count) / rate, 1e9)) : null;
            progress.Report(new WorkProgress(stage, count, total, "questions", Detail(summary(), rate, left)));
        }
    }
}
