using System.Security.Cryptography;
using System.Text;

namespace Regen.Core.Generation;

/// <summary>
/// Keeps data apart from instructions: a block stands between the lines "[begin MARK name]" and "[end MARK name]", where MARK is made
/// from all blocks of the request. Equal blocks give equal marks, and the mark stands in none of them.
/// </summary>
internal sealed class Fence
{
    private const int MarkLength = 16;

    private readonly string mark;

    private Fence(string mark) => this.mark = mark;

    public static Fence Around(params ReadOnlySpan<string> blocks) => Around(Hash, blocks);

    /// <param name="hash">From blocks and attempt; tests give a bad one.</param>
    internal static Fence Around(Func<string, int, string> hash, params ReadOnlySpan<string> blocks)
    {
        var all = string.Join('\u0001', blocks!);
        for (var attempt = 0; ; attempt++)
        {
            var mark = hash(all, attempt);
            if (!all.Contains(mark, StringComparison.OrdinalIgnoreCase))
            {
                return new Fence(mark);
            }
        }
    }

    /// <returns>The fenced block; "" for an empty one.</returns>
    public string Block(string name, string content) => content.Length == 0 ? "" : $"[begin {mark} {name}]\n{content}\n[end {mark} {name}]";

    private static string Hash(string all, int attempt) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(attempt == 0 ? all : $"{attempt}\u0001{all}")).AsSpan(0, MarkLength / 2));
}
