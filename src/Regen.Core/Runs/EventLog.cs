using System.Text;
using System.Text.Json;
using Regen.Core.Domain;

namespace Regen.Core.Runs;

/// <summary>One thing that happened while a model was trained: a line of <c>events.jsonl</c>.</summary>
public sealed record RunEvent
{
    /// <summary>"step", "validation", or another word of the trainer's.</summary>
    public required string Kind { get; init; }

    /// <summary>Optimizer steps taken so far, over all sittings.</summary>
    public required long Step { get; init; }

    /// <summary>Epoch, counted from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Training loss of the step, or its mean since the last event.</summary>
    public double? Loss { get; init; }

    /// <summary>Training examples a second since the last event.</summary>
    public double? Rate { get; init; }

    public double? LearningRate { get; init; }

    /// <summary>NDCG@10 on validation, seen items kept.</summary>
    public double? Validation { get; init; }
}

/// <summary>An append-only log of a training, one JSON line per event, each handed to the operating system as it happens.</summary>
/// <remarks>Not thread safe. A killed process leaves at most one torn line, which the next opening removes.</remarks>
public sealed class EventLog : IDisposable
{
    private readonly string file;
    private readonly FileStream stream;

    private EventLog(string file)
    {
        this.file = file;
        stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <summary>Opens the log to go on after a step; what a killed sitting wrote beyond it will happen again and is taken out.</summary>
    /// <param name="file">Made where it does not exist.</param>
    /// <param name="afterStep">Step of the checkpoint that training goes on from; 0 for a new run.</param>
    /// <exception cref="RegenException">The log cannot be read or written.</exception>
    public static EventLog Open(string file, long afterStep)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        try
        {
            if (File.Exists(file))
            {
                var text = File.ReadAllText(file);
                var kept = string.Concat(WholeLines(text).Where(line => ParseLine(line) is { } found && found.Step <= afterStep).Select(static line => line + "\n"));
                if (kept != text)
                {
                    WholeFile.Write(file, kept);
                }
            }

            return new EventLog(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failure(file, error);
        }
    }

    /// <returns>All whole events of a log, oldest first; none where there is no log.</returns>
    /// <exception cref="RegenException">The log cannot be read, or a line other than a torn last one is no event.</exception>
    public static IReadOnlyList<RunEvent> Read(string file)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        try
        {
            return !File.Exists(file) ? [] :
            [
                .. WholeLines(File.ReadAllText(file)).Index().Select(line => ParseLine(line.Item)
                    ?? throw new RegenException($"Line {line.Index + 1:N0} of the log is no event.", file, "resume the training, which repairs the log, or delete the line")),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failure(file, error);
        }
    }

    /// <exception cref="RegenException">The disk is full or gone.</exception>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    public void Append(RunEvent happened)
    {
        var line = JsonSerializer.Serialize(happened, RunJson.Line) + "\n";
        try
        {
            stream.Write(Encoding.UTF8.GetBytes(line));
        }
        catch (IOException error)
        {
            throw Failure(file, error);
        }
    }

    public void Dispose() => stream.Dispose();

    // Only what ends in a line break was written whole.
    private static string[] WholeLines(string text) => text.Split('\n')[..^1];

    private static RunEvent? ParseLine(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<RunEvent>(line, RunJson.Line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static RegenException Failure(string file, Exception error) =>
        new($"The event log cannot be used: {error.Message}", file, "free some space or correct the permissions, then run the same command again", error);
}
