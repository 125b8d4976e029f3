using System.Globalization;
using System.Text;
using TorchSharp.Regen;

namespace Regen.Core.Workbench;

/// <summary>An operator profile as a Markdown table: calls, own processor time and share of the whole.</summary>
internal static class OperatorTable
{
    private const double LeastShare = 0.001;

    public static string Of(OperatorProfile profile)
    {
        var text = new StringBuilder();
        text.AppendLine("| operator | calls | own processor s | share |").AppendLine("| --- | ---: | ---: | ---: |");
        var shown = profile.Operators.Where(one => one.Seconds >= LeastShare * profile.ProcessorSeconds).ToArray();
        foreach (var one in shown)
        {
            Row(text, $"`{one.Name}`", one.Calls, one.Seconds, profile);
        }

        var others = profile.Operators.Except(shown).ToArray();
        Row(text, $"{others.Length} others, each below {LeastShare:P1}", others.Sum(one => one.Calls), others.Sum(one => one.Seconds), profile);
        Row(text, "outside of operators", null, profile.ProcessorSeconds - profile.Operators.Sum(one => one.Seconds), profile);
        Row(text, "**the whole process**", null, profile.ProcessorSeconds, profile);
        return text.ToString();
    }

    private static void Row(StringBuilder text, string name, long? calls, double seconds, OperatorProfile profile) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {calls:N0} | {seconds:F2} | {seconds / profile.ProcessorSeconds:P1} |");
}
