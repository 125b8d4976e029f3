using Regen.Core.Domain;
using Regen.Tests;
using Xunit;

namespace Regen.EndToEnd.Tests.Training;

/// <summary>A training that is killed again and again ends in the same bytes. REGEN_SOAK raises the number of kills.</summary>
public sealed class KilledTrainingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("regen-killed-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_training_killed_at_random_moments_resumes_to_the_same_bytes()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("REGEN_SOAK"), out var many) ? many : 3;
        var corpus = Path.Combine(folder, "corpus");
        Assert.Equal(0, (await Shell.Regen("data", "sample", "--users", "300", "--items", "150", "--out", corpus)).ExitCode);
        var experiment = SmallExperiment();
        var whole = await Shell.Regen(Train(experiment, corpus, "whole"));
        Assert.True(whole.ExitCode == 0, whole.Errors);

        var random = new SeededRandom((ulong)Environment.TickCount64); // other moments each time, on purpose
        var landed = 0;
        while (landed < kills)
        {
            var end = await Shell.Regen(TimeSpan.FromMilliseconds(300 + random.Next(2500)), Train(experiment, corpus, "killed"));
            if (end.ExitCode == 0)
            {
                Directory.Delete(Path.Combine(folder, "killed"), recursive: true); // it was done before the blow: begin anew
                continue;
            }

            Assert.True(end.ExitCode > 128, end.Errors);
            landed++;
        }

        var resumed = await Shell.Regen(Train(experiment, corpus, "killed"));
        Assert.True(resumed.ExitCode == 0, resumed.Errors);
        foreach (var file in new[] { "weights/best.safetensors", "weights/catalogue.safetensors", "ranks.parquet", "topk.parquet" })
        {
            Assert.Equal(Bytes("whole", file), Bytes("killed", file));
        }
    }

    private byte[] Bytes(string runs, string file) =>
        File.ReadAllBytes(Path.Combine(Directory.GetDirectories(Path.Combine(folder, runs)).Single(), file));

    private string[] Train(string experiment, string corpus, string runs) =>
        ["train", experiment, "--data", corpus, "--out", Path.Combine(folder, runs), "--cache", Path.Combine(folder, "cache"), "--threads", "1"];

    private string SmallExperiment()
    {
        var text = File.ReadAllText(Repository.Path("experiments/sample/history-critique.v1.yaml"));
        text = System.Text.RegularExpressions.Regex.Replace(text, @"(?m)^  epochs: \d+", "  epochs: 6");
        var file = Path.Combine(folder, "small.yaml");
        File.WriteAllText(file, text);
        return file;
    }
}
