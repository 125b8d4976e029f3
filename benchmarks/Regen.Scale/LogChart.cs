using System.Globalization;
using System.Text;

namespace Regen.Scale;

/// <summary>The ladder as one SVG: seconds and peak memory against users, items and history length, both axes logarithmic.</summary>
internal static class LogChart
{
    private const double PanelWidth = 300;
    private const double PanelHeight = 210;
    private const double Left = 58;
    private const double Top = 58;
    private const double GapX = 66;
    private const double GapY = 60;

    private const string Style =
        ".scale{--ink:#1d2430;--muted:#5b6472;--rule:#d9dee6;font:12px system-ui,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}"
        + "@media (prefers-color-scheme:dark){.scale{--ink:#e6eaf1;--muted:#9aa5b5;--rule:#333c4a}}"
        + ".scale text{fill:var(--ink)}.scale .muted{fill:var(--muted);font-size:11px}.scale .rule{stroke:var(--rule)}.scale path{fill:none;stroke-width:2}";

    private static readonly string[] Works = ["preparation", "encoding", "training step", "ranking"];
    private static readonly string[] Colours = ["#2f6fd0", "#c2571a", "#2c8a57", "#8b4bb3"];

    public static string Of(IReadOnlyList<ScalePoint> points)
    {
        var svg = new StringBuilder();
        var (width, height) = (Left + (3 * PanelWidth) + (2 * GapX) + 20, Top + (2 * PanelHeight) + GapY + 44);
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"scale\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:F0} {height:F0}\" role=\"img\" aria-label=\"Time and memory at scale\">\n<title>Time and memory at scale</title>\n<style>{Style}</style>\n");
        foreach (var (place, work) in Works.Index())
        {
            var x = Left + (place * 190);
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:F0}\" cy=\"16\" r=\"5\" fill=\"{Colours[place]}\"/><text x=\"{x + 10:F0}\" y=\"20\">{Legend(work)}</text>\n");
        }

        (string Along, Func<ScalePoint, double> X)[] columns = [("users", point => point.Users), ("items", point => point.Items), ("history", point => point.History)];
        foreach (var (column, (along, x)) in columns.Index())
        {
            var here = points.Where(point => point.Along == along).ToArray();
            Panel(svg, here, x, point => point.Seconds, new Place(Left + (column * (PanelWidth + GapX)), Top), $"seconds against {along}");
            Panel(svg, here, x, point => point.PeakMiB, new Place(Left + (column * (PanelWidth + GapX)), Top + PanelHeight + GapY), $"peak MiB against {along}");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static string Legend(string work) => work switch
    {
        "preparation" => "preparation, whole",
        "encoding" => "encoding, all items",
        "training step" => "training, one step",
        _ => "ranking, 1,000 users",
    };

    private static void Panel(StringBuilder svg, ScalePoint[] points, Func<ScalePoint, double> x, Func<ScalePoint, double> y, Place at, string title)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{at.X:F1}\" y=\"{at.Y - 8:F1}\">{title}</text>\n");
        if (points.Length == 0)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"muted\" x=\"{at.X + 10:F1}\" y=\"{at.Y + 20:F1}\">not run</text>\n");
            return;
        }

        var (across, up) = (Scale.Of(points.Select(x), 0, PanelWidth), Scale.Of(points.Select(y), PanelHeight, 0));
        foreach (var tick in up.Ticks)
        {
            var line = at.Y + up.At(tick);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"rule\" x1=\"{at.X:F1}\" y1=\"{line:F1}\" x2=\"{at.X + PanelWidth:F1}\" y2=\"{line:F1}\"/><text class=\"muted\" x=\"{at.X - 6:F1}\" y=\"{line + 4:F1}\" text-anchor=\"end\">{tick:#,##0.###}</text>\n");
        }

        foreach (var value in points.Select(x).Distinct().Order())
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"muted\" x=\"{at.X + across.At(value):F1}\" y=\"{at.Y + PanelHeight + 18:F1}\" text-anchor=\"middle\">{Short(value)}</text>\n");
        }

        foreach (var (number, work) in Works.Index())
        {
            var line = points.Where(point => point.What == work).OrderBy(x).Select(point => (X: at.X + across.At(x(point)), Y: at.Y + up.At(y(point)))).ToArray();
            var path = string.Join(" L", line.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:F1} {point.Y:F1}")));
            svg.Append(line.Length > 1 ? $"<path stroke=\"{Colours[number]}\" d=\"M{path}\"/>\n" : "");
            foreach (var point in line)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{point.X:F1}\" cy=\"{point.Y:F1}\" r=\"3.5\" fill=\"{Colours[number]}\"/>\n");
            }
        }
    }

    private static string Short(double value) => value >= 1e6
        ? (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "M"
        : value >= 1000 ? (value / 1000).ToString("0.#", CultureInfo.InvariantCulture) + "k" : value.ToString("0", CultureInfo.InvariantCulture);

    private readonly record struct Place(double X, double Y);

    /// <summary>Logarithmic, between whole powers of ten around the values.</summary>
    private sealed record Scale(double Low, double High, double From, double To)
    {
        public IEnumerable<double> Ticks => Enumerable.Range(0, (int)Math.Round(High - Low) + 1).Select(step => Math.Pow(10, Low + step));

        public static Scale Of(IEnumerable<double> values, double from, double to)
        {
            var all = values.Where(value => value > 0).ToArray();
            var (low, high) = (Math.Floor(Math.Log10(all.Min())), Math.Ceiling(Math.Log10(all.Max())));
            return new Scale(low, high > low ? high : low + 1, from, to);
        }

        public double At(double value) => From + ((To - From) * (Math.Log10(value) - Low) / (High - Low));
    }
}
