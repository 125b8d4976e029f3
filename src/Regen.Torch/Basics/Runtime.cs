using TorchSharp.Native;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The version of libtorch, for example 1.13.0.</summary>
    public static unsafe string __version__ => Marshalling.Text(rt_version());

    /// <summary>Threads that one operator may use.</summary>
    public static int get_num_threads() => rt_threads();

    public static void set_num_threads(int num) => rt_set_threads(num).OrThrow($"use {num} threads");

    /// <summary>Errors are thrown where they happen; this exists for code written against TorchSharp.</summary>
    public static void CheckForErrors()
    {
    }
}
