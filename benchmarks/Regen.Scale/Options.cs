namespace Regen.Scale;

/// <summary>The options of a command, <c>--name value</c> each.</summary>
internal sealed class Options(string[] arguments)
{
    public string Text(string name, string? otherwise = null)
    {
        var at = Array.IndexOf(arguments, "--" + name);
        return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : otherwise ?? throw new ArgumentException($"--{name} is missing");
    }

    public string? Maybe(string name) => Array.IndexOf(arguments, "--" + name) >= 0 ? Text(name) : null;

    public int[] Numbers(string name, string otherwise) =>
        [.. Text(name, otherwise).Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part => int.Parse(part, System.Globalization.CultureInfo.InvariantCulture))];
}
