namespace Regen.Core.LanguageModels;

/// <summary>On which thread a process handles what its sockets receive.</summary>
public static class SocketCompletion
{
    /// <summary>.NET reads it once, when the process opens its first socket.</summary>
    internal const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>
    /// Handles answers on the threads that see them arrive, without a hop to the pool: a direct request takes a third less of the processor (decision 0011).
    /// It holds for the whole process and its children, so it is for a program to choose, before its first socket, where nothing that
    /// follows an answer blocks. What the environment says already stays.
    /// </summary>
    public static void RunInline()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
        {
            Environment.SetEnvironmentVariable(Variable, "1");
        }
    }
}
