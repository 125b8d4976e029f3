using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Regen.Core.Data.Sample;
using Regen.Tests;
using Xunit;

namespace Regen.EndToEnd.Tests.Data;

/// <summary>A preparation that is killed (SIGKILL) at random moments ends in the bytes of an undisturbed one.</summary>
public sealed class PreparationKillTests : IDisposable
{
    // release or debug: whichever these tests were built as.
    private static readonly string Built = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));

    private readonly string folder = Directory.CreateTempSubdirectory("regen-kill-").FullName;

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("REGEN_SOAK"), CultureInfo.InvariantCulture, out var kills) ? kills : 3;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Killed_at_random_moments_it_resumes_to_the_same_bytes()
    {
        var stop = TestContext.Current.CancellationToken;
        SampleCorpus.Write(new SampleRequest { Users = 1500, Items = 400, Seed = 9, Out = Raw }, null, stop);
        var clock = Stopwatch.StartNew();
        Finish("whole");
        var whole = clock.Elapsed;

        var random = new Random(20260211);
        var kills = 0;
        for (var attempt = 0; kills < Kills && attempt < 20 * Kills; attempt++)
        {
            // Early, in the middle and late by turns: a third of the work each.
            var moment = whole * (0.1 + (0.9 * (((kills % 3) + random.NextDouble()) / 3)));
            if (Kill("killed", moment))
            {
                kills++;
                TestContext.Current.TestOutputHelper?.WriteLine($"kill {kills} after {moment.TotalSeconds:F2} s of {whole.TotalSeconds:F2} s left: {string.Join(' ', Left("killed"))}");
                continue;
            }

            // It was done before: the next one starts anew, and a little earlier.
            Same();
            Directory.Delete(Path.Combine(folder, "killed"), recursive: true);
            whole *= 0.9;
        }

        Assert.Equal(Kills, kills);
        Finish("killed");
        Same();
    }

    private string Raw => Path.Combine(folder, "raw");

    private bool Kill(string name, TimeSpan moment)
    {
        using var process = Start(name);
        if (process.WaitForExit(moment))
        {
            return false;
        }

        process.Kill();
        process.WaitForExit();
        return process.ExitCode != 0;
    }

    private void Same()
    {
        Finish("killed");
        Assert.Equal(Hashes("whole"), Hashes("killed"));
    }

    private void Finish(string name)
    {
        using var process = Start(name);
        using var stop = TestContext.Current.CancellationToken.Register(process.Kill);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private Process Start(string name)
    {
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", [Repository.Path($"artifacts/bin/Regen.Cli/{Built}/regen.dll"), "data", "prepare", "--data", Raw, "--out", Path.Combine(folder, name)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private string[] Left(string name)
    {
        var place = Path.Combine(folder, name);
        return Directory.Exists(place)
            ? [.. Directory.GetFileSystemEntries(place, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(place, path)).Where(path => path.Count('/') <= 1).Order(StringComparer.Ordinal)]
            : [];
    }

    private Dictionary<string, string> Hashes(string name) => Directory.GetFiles(Path.Combine(folder, name))
        .ToDictionary(file => Path.GetFileName(file), file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));
}
