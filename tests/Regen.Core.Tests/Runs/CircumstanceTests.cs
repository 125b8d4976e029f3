using System.Diagnostics;
using Regen.Core.Runs;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Runs;

public sealed class CircumstanceTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("regen-commit-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Two_threads_on_one_core_are_one_core()
    {
        const string cpuinfo = """
            processor	: 0
            model name	: Some Processor @ 2 GHz
            physical id	: 0
            core id		: 3

            processor	: 1
            model name	: Some Processor @ 2 GHz
            physical id	: 0
            core id		: 3
            """;

        Assert.Equal("Some Processor @ 2 GHz, 1 core, 1.5 GiB", HardwareInfo.Parse(cpuinfo, 2, 3L << 29).Describe());
        Assert.Equal("1x H200, unknown processor, 4 cores, 2 GiB", HardwareInfo.Parse("", 4, 2L << 30).Describe("1x H200"));
    }

    [Fact]
    public void A_commit_is_named_clean_or_dirty_and_unknown_elsewhere()
    {
        Assert.SkipUnless(Directory.Exists("/usr/bin") && File.Exists("/usr/bin/git"), "needs git");
        Assert.Equal("unknown", CodeVersion.ReadCommit(root));
        Git("init", "-q");
        File.WriteAllText(Path.Combine(root, "other.txt"), "");
        Git("add", ".");
        Git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "first");
        Assert.Equal("unknown", CodeVersion.ReadCommit(root)); // somebody else's repository

        File.WriteAllText(Path.Combine(root, "Regen.sln"), "");
        Git("add", ".");
        Git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "second");
        var clean = CodeVersion.ReadCommit(root);
        File.WriteAllText(Path.Combine(root, "Regen.sln"), "changed");

        Assert.Matches("^[0-9a-f]{40}$", clean);
        Assert.Equal(clean + "-dirty", CodeVersion.ReadCommit(root));
    }

    [Fact]
    public void This_build_knows_its_own_commit()
    {
        Assert.SkipUnless(Path.Exists(Repository.Path(".git")), "the sources are no git checkout");
        Assert.Matches("^[0-9a-f]{40}(-dirty)?$", CodeVersion.ReadCommit());
    }

    private void Git(params string[] arguments)
    {
        using var git = Process.Start("git", ["-C", root, .. arguments]);
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
