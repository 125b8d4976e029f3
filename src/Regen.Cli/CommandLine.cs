using System.CommandLine;
using Regen.Core.Domain;

namespace Regen.Cli;

/// <summary>What all commands share: exit codes, error texts, cancellation and progress lines.</summary>
internal static class CommandLine
{
    private const int UsersMistake = 2;
    private const int OurMistake = 1;

    /// <returns>0 when it went well, 2 for what the user can fix, 1 for our own mistakes, 130 when interrupted.</returns>
    public static async Task<int> Run(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"error: {error.Message}").ConfigureAwait(false);
            }

            await Console.Error.WriteLineAsync("  fix:   './regen <command> --help' lists what it takes").ConfigureAwait(false);
            return UsersMistake;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false })
                .ConfigureAwait(false);
        }
        catch (RegenException problem)
        {
            await Console.Error.WriteLineAsync($"error: {problem.Message}").ConfigureAwait(false);
            return UsersMistake;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("stopped; the same command goes on from here").ConfigureAwait(false);
            return 130;
        }
        catch (Exception bug)
        {
            await Console.Error.WriteLineAsync($"internal error: {bug}").ConfigureAwait(false);
            await Console.Error.WriteLineAsync("  fix:   this is a defect of Regen; please report it with the text above").ConfigureAwait(false);
            return OurMistake;
        }
    }

    /// <summary>A progress sink that prints at most one line a second and stage to standard error.</summary>
    public static IProgress<WorkProgress> Progress() => new ProgressLines();

    private sealed class ProgressLines : IProgress<WorkProgress>
    {
        private readonly Lock gate = new();
        private readonly Dictionary<string, long> last = [];

        public void Report(WorkProgress value)
        {
            lock (gate)
            {
                var now = Environment.TickCount64;
                var isDone = value.Total is { } total && value.Done >= total;
                if (!isDone && last.TryGetValue(value.Stage, out var before) && now - before < 1000)
                {
                    return;
                }

                last[value.Stage] = now;
                var amount = value.Total is { } all ? $"{value.Done:N0} of {all:N0}" : $"{value.Done:N0}";
                Console.Error.WriteLine($"  {value.Stage}: {amount} {value.Unit}{(value.Detail is null ? "" : $"  {value.Detail}")}");
            }
        }
    }
}
