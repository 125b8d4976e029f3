using System.Diagnostics;

namespace Regen.Core.Tests.Storage;

/// <summary>An empty folder for one test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("regen-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>A file system of a few kilobytes, to run full.</summary>
internal sealed class TinyDisk : IDisposable
{
    public const string Reason = "mounting a small tmpfs needs root";

    private readonly TempFolder folder = new();

    private TinyDisk()
    {
    }

    public static bool CanMount { get; } = TryMount();

    public string Path => folder.Path;

    public static TinyDisk Mount(int kilobytes)
    {
        var disk = new TinyDisk();
        return Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", disk.Path) == 0 ? disk : throw new IOException("mount failed");
    }

    public void Grow(int kilobytes) => _ = Run("mount", "-o", $"remount,size={kilobytes}k", Path);

    public void Dispose()
    {
        _ = Run("umount", "-l", folder.Path);
        folder.Dispose();
    }

    private static bool TryMount()
    {
        using var folder = new TempFolder();
        var isMounted = Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.Path) == 0;
        return isMounted && Run("umount", folder.Path) == 0;
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
