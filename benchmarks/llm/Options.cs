using System.Globalization;

namespace Regen.Benchmarks.LanguageModels;

/// <summary>Options of the form --name value.</summary>
internal sealed class Options(string[] arguments)
{
    public string Text(string name)
    {
        var at = Array.IndexOf(arguments, "--" + name);
        return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : throw new ArgumentException($"--{name} is missing");
    }

    public int Number(string name, int otherwise)
    {
        var at = Array.IndexOf(arguments, "--" + name);
        return at < 0 ? otherwise : int.Parse(arguments[at + 1], CultureInfo.InvariantCulture);
    }
}
