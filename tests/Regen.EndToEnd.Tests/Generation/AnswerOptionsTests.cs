using Xunit;

namespace Regen.EndToEnd.Tests.Generation;

public sealed class AnswerOptionsTests
{
    [Theory]
    [InlineData("generate", "experiments/generation/sample.v1.yaml", "--format", "gemini")]
    [InlineData("rate", "experiments/rating/sample.v1.yaml", "--batch-lines", "10")]
    public async Task What_is_said_of_batch_files_is_not_ignored_where_none_are_written(string command, string file, string option, string value)
    {
        var end = await Shell.Regen(command, file, command == "rate" ? "--dataset" : "--data", "nowhere", "--out", "nowhere", option, value);

        Assert.Equal(2, end.ExitCode);
        Assert.Contains($"none are written: {option}", end.Errors, StringComparison.Ordinal);
        Assert.Contains("--executor batch", end.Errors, StringComparison.Ordinal);
    }
}
