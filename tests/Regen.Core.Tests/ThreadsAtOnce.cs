using System.Runtime.CompilerServices;

namespace Regen.Core.Tests;

/// <summary>Tests wait on threads of the pool for others of them, and on a busy machine the pool adds none beyond its least number.</summary>
internal static class ThreadsAtOnce
{
    private const int Least = 32;

    [ModuleInitializer]
    internal static void Allow() => ThreadPool.SetMinThreads(Least, Least);
}
